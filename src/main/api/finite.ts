/** A figure as JSON can carry it: null where it is not defined. */
export function finite(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : value
}

export function allFinite(values: Iterable<number | undefined>): (number | null)[] {
  return Array.from(values, finite)
}

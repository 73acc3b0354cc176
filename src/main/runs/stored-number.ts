/** A number as a REAL column holds it: SQLite has no NaN and keeps NULL in its place. Infinities are kept. */
export function toStored(value: number): number | null {
  return Number.isNaN(value) ? null : value
}

export function fromStored(value: number | null): number {
  return value ?? Number.NaN
}

/** Rows in pieces that stay below SQLite's 32,766 bound values a statement. */
export function* inBatches<Row>(rows: readonly Row[], size = 500): Generator<Row[]> {
  for (let first = 0; first < rows.length; first += size) yield rows.slice(first, first + size)
}

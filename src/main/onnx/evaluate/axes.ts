import { intsOf, type Attributes } from '../attributes.ts'

/** An axis counted from the front. */
export function frontAxis(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis
}

/**
 * Axes (or another list of integers) of an operator that takes them as an attribute in older opsets and as an input
 * in newer ones; undefined where neither is given.
 */
export function listedAxes(
  attributes: Attributes,
  name: string,
  input: ArrayLike<number> | null | undefined,
): number[] | undefined {
  return input == null ? intsOf(attributes, name) : Array.from(input)
}

/** A row in sight and the element that shows it: elements are numbered, and taken up again by rows that come into sight. */
export interface PlacedRow {
  index: number
  element: number
}

/**
 * Which of `size` elements shows which row, in the order of the elements in the document. At rest that is the order of
 * the rows, as a screen reader goes through them; while the table scrolls elements stay where they are, since moving
 * them costs as much as making them anew.
 *
 * @param indices rows in sight, one after another, `size` at most; @param before the elements as they stand now.
 */
export function placeRows(
  indices: readonly number[],
  size: number,
  before: readonly number[],
  scrolling: boolean,
): PlacedRow[] {
  const rows = indices.map((index) => ({ index, element: index % size }))
  if (!scrolling) return rows
  const byElement = new Map(rows.map((row) => [row.element, row]))
  const kept = before.flatMap((element) => byElement.get(element) ?? [])
  const known = new Set(before)
  return [...kept, ...rows.filter(({ element }) => !known.has(element))]
}

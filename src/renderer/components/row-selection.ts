/** What pressing a row, or moving to it with Shift, does to a selection. */
export type SelectionMove = 'only' | 'toggle' | 'range'

/**
 * @param ids all rows in their order; @param anchor where a range starts.
 * @returns the selection in the order of the rows.
 */
export function moveSelection(
  ids: readonly string[],
  selected: ReadonlySet<string>,
  anchor: string | null,
  id: string,
  move: SelectionMove,
): string[] {
  if (move === 'only') return [id]
  const next = new Set(selected)
  if (move === 'toggle') {
    if (!next.delete(id)) next.add(id)
  } else {
    const from = anchor === null ? -1 : ids.indexOf(anchor)
    const to = ids.indexOf(id)
    const [first, last] = from < 0 ? [to, to] : [Math.min(from, to), Math.max(from, to)]
    for (const within of ids.slice(first, last + 1)) next.add(within)
  }
  return ids.filter((each) => next.has(each))
}

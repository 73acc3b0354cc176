const MOST = 5
const KEPT = 3

/** A list of which only the beginning is named: `a, b, c … (+7)`. */
export function beginningOf(list: string): string {
  const items = list.split(', ')
  if (items.length <= MOST) return list
  return `${items.slice(0, KEPT).join(', ')} … (+${items.length - KEPT})`
}

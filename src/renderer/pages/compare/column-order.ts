/** The list with one entry moved so many places; at either end it stays. */
export function moveBy<Value>(list: readonly Value[], value: Value, by: number): Value[] {
  const from = list.indexOf(value)
  return from < 0 ? [...list] : moveTo(list, value, from + by)
}

/** The list with one entry at another place. */
export function moveTo<Value>(list: readonly Value[], value: Value, to: number): Value[] {
  const rest = list.filter((each) => each !== value)
  if (rest.length === list.length) return [...list]
  const at = Math.max(0, Math.min(rest.length, to))
  return [...rest.slice(0, at), value, ...rest.slice(at)]
}

/** How long letters count as the beginning of one name. */
const TYPED_MS = 800

/** Finds names in a list by their first letters, as file dialogs do. */
export function useTypedAhead() {
  let letters = ''
  let until = 0

  /** @returns the place of the name that a further letter leads to; undefined for a key that is none. */
  function typed(key: string, names: readonly string[], at: number): number | undefined {
    if (key.length !== 1 || (key === ' ' && letters === '')) return undefined
    const now = performance.now()
    letters = now < until ? letters + key.toLowerCase() : key.toLowerCase()
    until = now + TYPED_MS
    // One letter goes on to the next such name; several narrow down from where one is.
    const from = letters.length === 1 ? at + 1 : at
    const order = names.map((_, step) => (from + step) % names.length)
    return order.find((place) => names[place]?.toLowerCase().startsWith(letters)) ?? at
  }
  /** The next letter begins a name. */
  const forget = () => void (until = 0)
  return { typed, forget }
}

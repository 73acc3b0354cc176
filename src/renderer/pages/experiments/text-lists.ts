/** Entries of a text field, one a line. */
export const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)

/** Pairs written as `one=other`, one a line; null where a line is none. */
export function pairsOf(text: string): [string, string][] | null {
  const pairs = linesOf(text).map((line) => line.split('=').map((side) => side.trim()))
  const whole = pairs.flatMap(([one = '', other = '', ...rest]): [string, string][] =>
    one === '' || other === '' || rest.length > 0 ? [] : [[one, other]],
  )
  return whole.length === pairs.length ? whole : null
}

export const pairsText = (pairs: readonly (readonly [string, string])[]) =>
  pairs.map(([one, other]) => `${one}=${other}`).join('\n')

/** The text with the lines that it does not have yet. */
export function withLines(text: string, more: readonly string[]): string {
  return [...new Set([...linesOf(text), ...more])].join('\n')
}

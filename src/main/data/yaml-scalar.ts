const QUOTED = /'(?:[^']|'')*'|"(?:[^"\\]|\\.)*"/y

/** End of the quoted text that starts at `at`, or -1 where none does. */
function quotedEnd(text: string, at: number): number {
  QUOTED.lastIndex = at
  return QUOTED.test(text) ? QUOTED.lastIndex : -1
}

/** A line without the comment that a `#` after white space, outside quotes, starts. */
export function withoutComment(line: string): string {
  for (let at = 0; at < line.length; at++) {
    const separated = at === 0 || /[\s,:[{-]/.test(line[at - 1])
    const end = separated ? quotedEnd(line, at) : -1
    if (end > 0) at = end - 1
    else if (line[at] === '#' && (at === 0 || /\s/.test(line[at - 1]))) return line.slice(0, at)
  }
  return line
}

/** Text of a YAML scalar on one line, quotes resolved; undefined for null. Throws what it got for anything else. */
export function scalar(source: string): string | undefined {
  const text = source.trim()
  if (/^['"]/.test(text)) {
    if (quotedEnd(text, 0) !== text.length) throw new Error(`'${text}'`)
    if (text.startsWith("'")) return text.slice(1, -1).replaceAll("''", "'")
    const parsed: unknown = JSON.parse(text)
    return String(parsed)
  }
  if (/^[[\]{}&*!|>%@`]/.test(text)) throw new Error(`'${text}'`)
  return text === '' || text === '~' || text === 'null' ? undefined : text
}

/** Items of a flow list `[a, 'b']` or a flow map `{0: a, 1: b}` of scalars. Throws what it got for anything else. */
export function parseFlow(source: string): { key: string | undefined; text: string | undefined }[] {
  const map = source.startsWith('{')
  if (source.at(-1) !== (map ? '}' : ']')) throw new Error(`no closing ${map ? '}' : ']'}`)
  const parts = splitAtCommas(source.slice(1, -1))
  if (parts.at(-1)?.trim() === '') parts.pop()
  return parts.map((part) => {
    if (!map) return { key: undefined, text: scalar(part) }
    const pair = /^\s*(?:'([^']+)'|"([^"]+)"|([^\s'":]+))\s*:\s+(.+)$/.exec(part)
    if (pair === null) throw new Error(`'${part.trim()}'`)
    return { key: pair[1] ?? pair[2] ?? pair[3], text: scalar(pair[4]) }
  })
}

function splitAtCommas(text: string): string[] {
  const parts: string[] = []
  let start = 0
  for (let at = 0; at < text.length; at++) {
    const separated = /^\s*(?:[^\s,]+\s*:\s*)?$/.test(text.slice(start, at))
    const end = separated ? quotedEnd(text, at) : -1
    if (end > 0) at = end - 1
    else if (text[at] === ',') {
      parts.push(text.slice(start, at))
      start = at + 1
    }
  }
  parts.push(text.slice(start))
  return parts
}

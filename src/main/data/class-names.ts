const WHITE = /\s*/y
const KEY = /\s*(?:(\d+)|'(\d+)'|"(\d+)")\s*:/y
const TEXT = /\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)")\s*/y
const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r' }

/**
 * Class names from a model's metadata as Ultralytics writes them: Python's `{0: 'person', 1: "cow's"}`, or JSON, or a list.
 * @returns the names by class index, or null where the text is anything else or the indices are not 0 … n − 1.
 */
export function parseClassNames(text: string): string[] | null {
  const source = text.trim()
  const map = source.startsWith('{') && source.endsWith('}')
  if (!map && !(source.startsWith('[') && source.endsWith(']'))) return null
  const names: string[] = []
  const end = source.length - 1
  let count = 0
  let at = 1
  while (at < end) {
    const index = map ? match(KEY, source, at) : undefined
    if (map && index === null) return null
    const name = match(TEXT, source, index?.end ?? at)
    if (name === null || name.end > end || (source[name.end] !== ',' && name.end !== end)) return null
    names[index === undefined || index === null ? count : Number(index.text)] = unescape(name.text)
    count++
    at = skipWhite(source, Math.min(name.end + 1, end))
  }
  return count > 0 && names.length === count && Object.keys(names).length === count ? names : null
}

function match(pattern: RegExp, source: string, at: number): { text: string; end: number } | null {
  pattern.lastIndex = at
  const found = pattern.exec(source)
  if (found === null) return null
  return { text: found.slice(1).find((group) => group !== undefined) ?? '', end: pattern.lastIndex }
}

function skipWhite(source: string, at: number): number {
  WHITE.lastIndex = at
  WHITE.test(source)
  return WHITE.lastIndex
}

function unescape(text: string): string {
  const escape = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U(000[\da-fA-F]{5}|0010[\da-fA-F]{4})|(.))/g
  return text.replaceAll(escape, (_, x?: string, u?: string, long?: string, plain = '') => {
    const code = x ?? u ?? long
    if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16))
    return ESCAPES[plain] ?? plain
  })
}

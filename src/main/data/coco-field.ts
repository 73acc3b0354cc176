import type { JsonScanner } from './json-scanner.ts'

const DECIMAL = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i

/**
 * A numeric field as exporters write it: a number, a boolean (1 or 0), a number in quotes, or null (NaN).
 * Throws JSON_INVALID for everything else.
 */
export function numberField(scanner: JsonScanner): number {
  const kind = scanner.kind()
  if (kind === 'literal') {
    const value = scanner.literal()
    return value === null ? NaN : Number(value)
  }
  if (kind !== 'string') return scanner.number()
  const place = scanner.mark()
  const text = scanner.string()
  return DECIMAL.test(text) ? Number(text) : scanner.refuse('a number', `"${text}"`, place)
}

/** A text field: a string, or a number as text; undefined for null. */
export function textField(scanner: JsonScanner): string | undefined {
  const kind = scanner.kind()
  if (kind === 'number') return String(scanner.number())
  if (kind === 'string') return scanner.string()
  scanner.skip()
  return undefined
}

/** Reads `[x, y, width, height]` into `box`; all NaN where it is null or has another number of values. */
export function boxField(scanner: JsonScanner, box: Float64Array): void {
  if (scanner.kind() === 'literal') {
    scanner.literal()
    box.fill(NaN)
    return
  }
  let count = 0
  scanner.array(() => {
    const value = numberField(scanner)
    if (count < 4) box[count] = value
    count++
  })
  if (count !== 4) box.fill(NaN)
}

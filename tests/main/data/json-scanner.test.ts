import { describe, expect, it } from 'vitest'
import { QuantbenchError } from '../../../src/main/base/errors.ts'
import { seededRandom, type Random } from '../../../src/main/base/random.ts'
import { JsonKeys } from '../../../src/main/data/json-keys.ts'
import { JsonScanner } from '../../../src/main/data/json-scanner.ts'
import { piecesSource } from './pieces-source.ts'

const NAMES = ['a', 'id', 'é', 'with "quotes"', 'tab\t', '😀', 'ids', '']
const KEYS = new JsonKeys(NAMES)

/** Builds any value, so that it can be compared with what JSON.parse builds. */
function readValue(scanner: JsonScanner): unknown {
  const kind = scanner.kind()
  if (kind === 'number') return scanner.number()
  if (kind === 'string') return scanner.string()
  if (kind === 'literal') return scanner.literal()
  if (kind === 'array') {
    const elements: unknown[] = []
    scanner.array(() => elements.push(readValue(scanner)))
    return elements
  }
  const entries: [string, unknown][] = []
  scanner.object(KEYS, (key) => entries.push([key, readValue(scanner)]))
  return Object.fromEntries(entries)
}

function readAll(content: string | Uint8Array, piece?: number): unknown {
  const scanner = new JsonScanner(piecesSource(content, piece), piece)
  const value = readValue(scanner)
  scanner.finish()
  return value
}

function skipAll(content: string | Uint8Array, piece?: number): void {
  const scanner = new JsonScanner(piecesSource(content, piece), piece)
  scanner.skip()
  scanner.finish()
}

const pick = <T>(random: Random, items: readonly T[]): T => items[random.integer(items.length)]

function randomText(random: Random): string {
  const letters = ['a', ' ', '"', '\\', '\n', '\u0001', 'é', '漢', '😀', '/', '\ud83d']
  return Array.from({ length: random.integer(8) }, () => pick(random, letters)).join('')
}

function randomValue(random: Random, depth: number): unknown {
  const kind = random.integer(depth > 0 ? 7 : 5)
  if (kind === 0) return pick(random, [null, true, false])
  if (kind === 1) return random.integer(2000) - 1000
  if (kind === 2) return (random.next() - 0.5) * 10 ** (random.integer(20) - 10)
  if (kind <= 4) return randomText(random)
  const children = Array.from({ length: random.integer(5) }, () => randomValue(random, depth - 1))
  if (kind === 5) return children
  return Object.fromEntries(children.map((child) => [pick(random, NAMES), child]))
}

function errorOf(work: () => unknown): QuantbenchError {
  try {
    work()
  } catch (error) {
    if (error instanceof QuantbenchError) return error
    throw error
  }
  throw new Error('expected an error')
}

describe('JsonScanner', () => {
  it('reads what JSON.parse reads, in pieces of 1 to 64 bytes', () => {
    const random = seededRandom(3)
    for (let piece = 1; piece <= 64; piece++) {
      for (let round = 0; round < 12; round++) {
        const text = JSON.stringify(randomValue(random, 4), null, pick(random, [undefined, 1, '\t\r\n ']))
        const expected: unknown = JSON.parse(text)
        expect(readAll(text, piece), text).toEqual(expected)
        skipAll(text, piece)
      }
    }
  })

  it('accepts and refuses the same texts as JSON.parse when it skips', () => {
    const random = seededRandom(4)
    const alphabet = [...'{}[],:"\\ \n0123456789.-+eEtruefalsn\u0000\u0001xu']
    let refused = 0
    for (let round = 0; round < 8000; round++) {
      const letters = [...JSON.stringify(randomValue(random, 3))]
      for (let edit = random.integer(3); edit >= 0; edit--) {
        letters.splice(random.integer(letters.length + 1), random.integer(2), pick(random, alphabet))
      }
      const text = letters.join('')
      let valid = true
      try {
        JSON.parse(text)
      } catch {
        valid = false
        refused++
      }
      const check = (): void => skipAll(text, 1 + random.integer(16))
      if (valid) expect(check, text).not.toThrow()
      else expect(errorOf(check).code, text).toBe('JSON_INVALID')
    }
    expect(refused).toBeGreaterThan(2000)
  })

  it('passes over the values of keys that are not asked for', () => {
    const keys = new JsonKeys(['keep'])
    const scanner = new JsonScanner(
      piecesSource('{"x": [[1, {"keep": "}]"}], {}], "kee": 1, "k\\u0065ep": 7, "keeps": null}'),
    )
    const found: number[] = []
    scanner.object(keys, () => found.push(scanner.number()))
    scanner.finish()
    expect(found).toEqual([7])
  })

  it('resolves escapes and surrogate pairs split over pieces', () => {
    const text = '"\\u00e9\\uD83D\\uDE00\\n\\/\\\\\\"\\ud83d"'
    for (let piece = 1; piece < 12; piece++) expect(readAll(text, piece)).toBe('é😀\n/\\"\ud83d')
  })

  it('allows a byte order mark and white space around the value', () => {
    expect(readAll('\ufeff \r\n\t[1 , 2 ] \n', 1)).toEqual([1, 2])
    for (const piece of [1, 3, 100]) expect(readAll('\n  -12.5e1', piece)).toBe(-125)
  })

  it('reads strings and skips nesting longer than the window', () => {
    const long = 'x'.repeat(1000)
    expect(readAll(JSON.stringify([long, '\\'.repeat(301)]), 16)).toEqual([long, '\\'.repeat(301)])
    skipAll(`${'['.repeat(65_000)}${']'.repeat(65_000)}`, 64)
    expect(errorOf(() => skipAll('['.repeat(70_000))).message).toContain('at most 65536 nested values')
  })

  it.each([
    ['[1,\n2,\n\n  oops]', "expected a JSON value, got 'oops' at byte 10, line 4"],
    ['[NaN]', "got 'NaN' at byte 1, line 1"],
    ['[1, Infinity]', "got 'Infinity' at byte 4, line 1"],
    ['[-Infinity]', "expected a digit, got 'Infinity' at byte 2"],
    ['{"a": 1,}', "expected a key in double quotes, got '}' at byte 8"],
    ['{"a" 1}', "expected ':', got '1' at byte 5"],
    ['{a: 1}', "expected a key in double quotes, got 'a' at byte 1"],
    ['{"a": 1, 2}', "expected a key in double quotes, got '2' at byte 9"],
    ['1, 2', "expected the end of the file, got ',' at byte 1"],
    ['[[1, 2,, 3]]', "got ',' at byte 7"],
    ['[1 2]', "expected ',' or ']', got '2' at byte 3"],
    ['[1]]', "expected the end of the file, got ']' at byte 3"],
    ['["\t"]', 'without control characters, got byte 0x09 at byte 2'],
    ['["\\x41"]', 'with valid escapes'],
    ['["\\u12g4"]', 'with valid escapes'],
    ['[1\u0000]', "expected ',' or ']', got byte 0x00 at byte 2"],
    ['\u001f\u008b', 'got byte 0x1f at byte 0'],
  ])('says what is wrong with %j', (text, message) => {
    for (const read of [readAll, skipAll]) {
      for (const piece of [1, 5, 100]) {
        const error = errorOf(() => read(text, piece))
        expect(error.code).toBe('JSON_INVALID')
        expect(error.message).toContain('test.json: expected ')
        expect(error.message).toContain(message)
      }
    }
  })

  it('refuses a number beyond the range of a double', () => {
    expect(errorOf(() => readAll('[1e999]')).message).toContain(
      "expected a number within the range of a double, got '1e999' at byte 1",
    )
  })

  it('says that a file is cut off, wherever it is cut', () => {
    const text = '{"a": ["text\\n\\u12aB", 12.5e1, true, {"id": null}]}'
    for (let length = 0; length < text.length; length++) {
      for (const read of [readAll, skipAll]) {
        const error = errorOf(() => read(text.slice(0, length), 3))
        expect(error.code).toBe('JSON_INVALID')
        expect(error.message, text.slice(0, length)).toContain('got the end of the file')
      }
    }
  })

  it('counts lines over the whole file', () => {
    const error = errorOf(() => readAll(`[${'1,\n'.repeat(1000)}x]`, 7))
    expect(error.message).toContain('at byte 3001, line 1001')
  })
})

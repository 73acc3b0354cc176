import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { QuantbenchError } from '../../../src/main/base/errors.ts'
import { readJsonDocument } from '../../../src/main/trt/json-document.ts'

const schema = z.array(z.union([z.string(), z.looseObject({ a: z.number().nullable() })]))

function failure(text: string): QuantbenchError {
  try {
    readJsonDocument(schema, text, 'dir/f.json', 'a list')
  } catch (error) {
    if (error instanceof QuantbenchError) return error
    throw error
  }
  throw new Error('was read')
}

describe('JSON documents', () => {
  it('keeps unknown keys and drops a byte order mark', () => {
    expect(readJsonDocument(schema, '\uFEFF["x",{"a":1,"b":[]}]', 'f', 'a list')).toEqual([
      'x',
      { a: 1, b: [] },
    ])
  })

  it('reads nan and inf, as C++ prints them, as null', () => {
    expect(readJsonDocument(schema, '[{ "a" : -nan }, {"a":inf}]', 'f', 'a list')).toEqual([
      { a: null },
      { a: null },
    ])
  })

  it('leaves such words in names alone', () => {
    expect(readJsonDocument(schema, '["n: nan"]', 'f', 'a list')).toEqual(['n: nan'])
  })

  it.each([
    ['', 'as JSON'],
    ['[{"a":1', 'as JSON'],
    ['[{"a":1},{"a":"2"}]', 'in [1].a: Invalid input: expected number, received string'],
    ['{"a":1}', 'in the whole file: Invalid input: expected array, received object'],
  ])('says where %s is wrong', (text, place) => {
    const error = failure(text)
    expect(error.code).toBe('JSON_INVALID')
    expect(error.message).toContain('dir/f.json: expected a list')
    expect(error.message).toContain(place)
    expect(error.wayOut).toContain('trtexec')
  })
})

import { describe, expect, it } from 'vitest'
import { parseClassNames } from '../../../src/main/data/class-names.ts'

describe('parseClassNames', () => {
  it.each([
    ["{0: 'person', 1: 'bicycle'}", ['person', 'bicycle']],
    ["{1: 'b', 0: 'a'}", ['a', 'b']],
    [
      `{0: "driver's seat", 1: 'say "hi"', 2: 'both \\' and "'}`,
      ["driver's seat", 'say "hi"', 'both \' and "'],
    ],
    ["{0: 'a, b: {c}', 1: 'x\\\\y'}", ['a, b: {c}', 'x\\y']],
    ["{0: '\\xe9\\u6f22\\U0001f600\\n\\t'}", ['é漢😀\n\t']],
    ['{"0": "a", "1": "b"}', ['a', 'b']],
    ['[\'a\', "b",]', ['a', 'b']],
    ["  [ 'a' , 'b' ]\n", ['a', 'b']],
    ["{0: ''}", ['']],
  ])('reads %s', (text, names) => {
    expect(parseClassNames(text)).toEqual(names)
  })

  it.each([
    [''],
    ['{}'],
    ['[]'],
    ['person, bicycle'],
    ["{0: 'a', 2: 'c'}"],
    ["{0: 'a', 0: 'b'}"],
    ["{0: 'a' 1: 'b'}"],
    ['{0: a}'],
    ["{0: 'a', 1: 'b'"],
    ["{'x': 'a'}"],
    ["{0: ['a']}"],
    ["['a', 'b'}"],
    ["['a' 'b']"],
    ["['a]"],
    ["{0: 'a'}}"],
    ["{0: __import__('os')}"],
  ])('gives null for %s', (text) => {
    expect(parseClassNames(text)).toBeNull()
  })
})

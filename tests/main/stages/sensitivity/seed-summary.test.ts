import { describe, expect, it } from 'vitest'
import { ranked } from '../../../../src/main/stages/sensitivity/ranked-layers.ts'
import { seedLines, seedSummary } from '../../../../src/main/stages/sensitivity/seed-summary.ts'

const units = [0.3, 0.5, 0.4, 0.5].map((value, index) => ({
  ...{ name: `model.${index}`, value, measured: null, milliseconds: 1 },
}))

describe('ranked', () => {
  const names = (mode: 'one-off' | 'one-on' | 'fast') => ranked(units, mode).map(({ name }) => name)

  it('puts first what is best left float, equal ones in the order of the graph', () => {
    expect(names('one-off')).toEqual(['model.1', 'model.3', 'model.2', 'model.0'])
    expect(ranked(units, 'one-off').map(({ rank }) => rank)).toEqual([1, 2, 3, 4])
    expect(names('fast')).toEqual(names('one-off'))
  })

  it('puts first what does most harm where it is quantized alone', () => {
    expect(names('one-on')).toEqual(['model.0', 'model.2', 'model.1', 'model.3'])
  })

  it('takes infinite SQNR for the best', () => {
    const values = [3, Infinity, 7].map((value, index) => ({ ...units[index], value }))
    expect(ranked(values, 'one-off').map(({ value }) => value)).toEqual([Infinity, 7, 3])
    expect(ranked(values, 'one-on').map(({ value }) => value)).toEqual([3, 7, Infinity])
  })

  it.each(['one-off', 'one-on'] as const)('puts what was given up behind all others (%s)', (mode) => {
    const some = units.map((unit, index) => (index % 2 === 0 ? { ...unit, value: null } : unit))
    expect(ranked(some, mode).map(({ name }) => name)).toEqual(['model.1', 'model.3', 'model.0', 'model.2'])
  })
})

describe('seedSummary', () => {
  it("is the file that Python's json.dump(data, file, indent=4) writes", () => {
    expect(seedSummary(0.25, units.slice(0, 2))).toBe(
      '[\n    [\n        0.25,\n        "PTQ"\n    ],\n    [\n        0.3,\n        "model.0"\n    ],\n    [\n        0.5,\n        "model.1"\n    ]\n]',
    )
  })

  it('leaves the quantized model out where it was not measured', () => {
    expect(JSON.parse(seedSummary(null, units.slice(0, 1)))).toEqual([[0.3, 'model.0']])
  })

  it('leaves units out that were given up', () => {
    const some = [{ name: 'model.9', value: null }, ...units.slice(0, 1)]
    expect(JSON.parse(seedSummary(0.25, some))).toEqual([
      [0.25, 'PTQ'],
      [0.3, 'model.0'],
    ])
  })
})

describe('seedLines', () => {
  it('prints the top as the scripts do', () => {
    expect(seedLines(units, 'one-off', 'ap', 2)).toEqual([
      'Sensitive summary:',
      'Top0: Using fp16 model.1, ap = 0.50000',
      'Top1: Using fp16 model.3, ap = 0.50000',
    ])
    expect(seedLines(units, 'one-on', 'agreement', 1)[1]).toBe(
      'Top0: Using int8 model.0, agreement = 0.30000',
    )
  })

  it('prints no value for what was given up', () => {
    const some = [{ ...units[0], value: null }, units[1]]
    expect(seedLines(some, 'one-off', 'ap')).toEqual([
      'Sensitive summary:',
      'Top0: Using fp16 model.1, ap = 0.50000',
    ])
  })

  it('prints ten unless asked for more', () => {
    const many = Array.from({ length: 12 }, (_, index) => ({ ...units[0], name: `model.${index}` }))
    expect(seedLines(many, 'one-off', 'ap')).toHaveLength(11)
  })
})

import { describe, expect, it } from 'vitest'
import { LayerFilter, matchesLayer } from '../../../src/main/quant/layer-filter.ts'

describe('matchesLayer', () => {
  it.each([
    ['model\\.105\\.m\\.(.*)', 'model.105.m.0', true],
    ['model\\.24', 'model.24.m.0', true],
    ['model\\.2', 'model.24.m.0', true],
    ['model\\.2\\.', 'model.24.m.0', false],
    ['m\\.0', 'model.24.m.0', false],
    ['.*m\\.0$', 'model.24.m.0', true],
    ['a|model', 'model.0.conv', true],
    ['x|m\\.0', 'model.m.0', false],
  ])('%s on %s: %s', (pattern, name, expected) => {
    expect(matchesLayer(pattern, name)).toBe(expected)
  })
})

describe('LayerFilter', () => {
  it('lets everything in without patterns', () => {
    expect(new LayerFilter({ include: [], exclude: [] }).reasonAgainst('model.0.conv')).toBeNull()
  })

  it('lets exclusion win over inclusion and says which pattern it was', () => {
    const filter = new LayerFilter({ include: ['model\\.0'], exclude: ['model\\.0\\.b'] })
    expect(filter.reasonAgainst('model.0.a')).toBeNull()
    expect(filter.reasonAgainst('model.0.b')).toBe('excluded by model\\.0\\.b')
    expect(filter.reasonAgainst('model.1.a')).toBe('not among the included layers')
  })

  it('remembers the patterns that never matched', () => {
    const filter = new LayerFilter({ include: ['model'], exclude: ['modle\\.3', 'model\\.4'] })
    filter.reasonAgainst('model.4.conv')
    expect(filter.unmatched).toEqual(['modle\\.3'])
  })
})

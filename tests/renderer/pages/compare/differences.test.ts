import { describe, expect, it } from 'vitest'
import { classDifferences, firstClassRun } from '../../../../src/renderer/pages/compare/class-differences.ts'
import { layerDifferences } from '../../../../src/renderer/pages/compare/layer-differences.ts'
import { comparisonOf } from '../../support/comparison.ts'

const CLASSES: [string, (number | null)[]][] = [
  ['car', [0.5, 0.49, null]],
  ['bus', [0.5, 0.4, null]],
  ['cat', [0.5, 0.501, null]],
  ['dog', [null, 0.3, null]],
]
const classes = CLASSES.map(([name, values], id) => ({ id, name, figures: [{ name: 'AP', values }] }))
const comparison = comparisonOf({ AP: [0.5, 0.46, 0.4] })

describe('classDifferences', () => {
  it('sorts by loss and judges by the noise; classes that one side lacks are left out', () => {
    const rows = classDifferences(comparison, classes, 1, 'AP')
    expect(rows.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['bus', 'worse'],
      ['car', 'worse'],
      ['cat', 'noise'],
    ])
    expect(rows[0].difference).toBeCloseTo(-0.1)
  })

  it('is first shown of the recommended run that has classes', () => {
    expect(firstClassRun(comparison, classes, 1)).toBe(1)
    expect(firstClassRun(comparison, classes, 2)).toBe(1)
    expect(firstClassRun(comparison, [], 1)).toBeNull()
  })
})

describe('layerDifferences', () => {
  const range = (tensor: string, amax: number | null) => ({
    tensor,
    layer: `layer of ${tensor}`,
    readers: [],
    kind: 'activation' as const,
    amax,
    methods: {},
    group: [],
    histogram: false,
  })

  it('puts what only some quantize first, then the widest spread beyond the threshold', () => {
    const one = [range('a', 1), range('b', 2), range('c', 4), range('only', 3)]
    const other = [range('a', 1.05), range('b', 3), range('c', 1)]
    const found = layerDifferences([one, other], 0.1)
    expect(found.map(({ tensor }) => tensor)).toEqual(['only', 'c', 'b'])
    expect(found[0]).toMatchObject({ placement: true, amax: [3, null] })
    expect(found[1].spread).toBeCloseTo(3)
    expect(layerDifferences([one.slice(0, 1), other.slice(0, 1)], 0.04)).toHaveLength(1)
  })

  it('finds nothing in what is the same', () => {
    expect(layerDifferences([[range('a', 1)], [range('a', 1)]], 0)).toEqual([])
  })
})

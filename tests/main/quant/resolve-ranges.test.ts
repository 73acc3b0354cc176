import { describe, expect, it } from 'vitest'
import type { ActivationPoint } from '../../../src/main/quant/points.ts'
import { recipeFrom } from '../../../src/main/quant/recipe.ts'
import { resolveRanges, type RangeSource } from '../../../src/main/quant/resolve-ranges.ts'
import { ModelBuilder } from '../../support/build-graph.ts'

/** Points on tensors `t0`, `t1`, …, read by layers `l0`, `l1`, … */
function points(count: number): ActivationPoint[] {
  const builder = new ModelBuilder()
  return Array.from({ length: count }, (_, index) => {
    const tensor = builder.input(`t${index}`, [1])
    const output = builder.node('Relu', [tensor])
    const node = output.producer
    if (node === null) throw new Error('no producer')
    return { tensor, readers: [{ node, input: 0, role: 'layer', name: `l${index}` }] }
  })
}

function source(amax: Record<string, number>, merged?: number): RangeSource {
  return { amax: (tensor) => amax[tensor], merged: () => merged }
}

const three = points(3)
const group = { points: three.slice(0, 2), major: three[1] }
const plain = { t0: 4, t1: 2, t2: 1 }

function resolved(given: unknown, ranges: RangeSource) {
  const { amax, notes } = resolveRanges(three, [group], ranges, recipeFrom(given))
  return { amax: Object.fromEntries(amax), notes }
}

describe('resolveRanges', () => {
  it('gives a group the range of the merged histogram', () => {
    expect(resolved({}, source(plain, 3))).toEqual({ amax: { t0: 3, t1: 3, t2: 1 }, notes: [] })
  })

  it('gives a group its largest or its major range on request', () => {
    expect(resolved({ sharedAmax: 'max' }, source(plain, 3)).amax).toEqual({ t0: 4, t1: 4, t2: 1 })
    expect(resolved({ sharedAmax: 'major' }, source(plain, 3)).amax).toEqual({ t0: 2, t1: 2, t2: 1 })
  })

  it('takes the largest where nothing can be merged, and says so', () => {
    expect(resolved({}, source(plain))).toEqual({
      amax: { t0: 4, t1: 4, t2: 1 },
      notes: ['scale groups that use their largest amax, for want of histograms to merge: 1'],
    })
  })

  it('asks for the method that an override sets for a reader', () => {
    const asked: [string, string, number][] = []
    const recording: RangeSource = {
      amax: (tensor, { method, percentile }) => (asked.push([tensor, method, percentile]), 1),
      merged: ([tensor], { method, percentile }) => (asked.push([`merged ${tensor}`, method, percentile]), 1),
    }
    const overrides = [
      { layers: 'l1', method: 'max' },
      { layers: 'l', method: 'percentile', percentile: 99 },
    ]
    resolved({ overrides }, recording)
    expect(asked).toEqual([
      ['t0', 'percentile', 99],
      ['t1', 'max', 99.99],
      ['t2', 'percentile', 99],
      ['merged t0', 'max', 99.99],
    ])
  })

  it.each([
    [{ t0: 1, t1: 1 }, 'got none'],
    [{ t0: 1, t1: 1, t2: NaN }, 'got NaN'],
    [{ t0: 1, t1: 1, t2: Infinity }, 'got Infinity'],
    [{ t0: 1, t1: 1, t2: -1 }, 'got -1'],
  ])('refuses %j', (amax, message) => {
    expect(() => resolved({}, source(amax, 1))).toThrow(
      `Expected a mse range of t2, the input of l2, ${message}`,
    )
  })

  it('takes an amax of zero', () => {
    expect(resolved({ sharedAmax: 'max' }, source({ t0: 0, t1: 0, t2: 0 })).amax).toEqual({
      t0: 0,
      t1: 0,
      t2: 0,
    })
  })
})

import { describe, expect, it } from 'vitest'
import { paretoFront, type SearchPoint } from '../../../../src/main/stages/search/points.ts'

const point = (step: number, cost: number, AP: number, agreement = AP): SearchPoint => ({
  ...{ step, cost, units: [], floatLayers: [], isMet: false, milliseconds: 0 },
  measured: { AP, AP50: AP, agreement, sqnr: 0, images: 1 },
})

const steps = (points: readonly SearchPoint[]) => points.map(({ step }) => step)

describe('paretoFront', () => {
  it('leaves out what costs as much or more and is no better', () => {
    const points = [point(0, 9, 0.9), point(1, 0, 0.2), point(2, 4, 0.5), point(3, 5, 0.5), point(4, 4, 0.4)]
    expect(steps(paretoFront(points, 'ap'))).toEqual([1, 2, 0])
  })

  it('compares by the metric asked for, and keeps the earlier of equals', () => {
    const points = [point(0, 1, 0.5, 0.1), point(1, 2, 0.1, 0.5), point(2, 1, 0.5, 0.1)]
    expect(steps(paretoFront(points, 'ap'))).toEqual([0])
    expect(steps(paretoFront(points, 'agreement'))).toEqual([0, 1])
    expect(paretoFront([], 'ap')).toEqual([])
  })
})

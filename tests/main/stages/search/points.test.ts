import { describe, expect, it } from 'vitest'
import { recipeFrom } from '../../../../src/main/quant/recipe.ts'
import { nearestTo, paretoFront, type SearchPoint } from '../../../../src/main/stages/search/points.ts'

const point = (step: number, cost: number, AP: number, agreement = AP): SearchPoint => ({
  ...{ step, cost, units: [], floatLayers: [], choices: [], isMet: false, milliseconds: 0 },
  recipe: recipeFrom(),
  measured: { AP, AP50: AP, agreement, overlap: -1, sqnr: 0, images: 1 },
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

describe('nearestTo', () => {
  const met = (of: SearchPoint): SearchPoint => ({ ...of, isMet: true })
  const cheapMiss = point(0, 1, 0.2)
  const goodMiss = point(1, 5, 0.4)
  const cheap = met(point(2, 3, 0.5))
  const good = met(point(3, 4, 0.7))

  it('is the cheapest that meets a target, or the best that a budget allows', () => {
    const all = [cheapMiss, goodMiss, good, cheap]
    expect(nearestTo(all, { kind: 'drop', most: 0.1 }, 'ap')).toBe(cheap)
    expect(nearestTo(all, { kind: 'agreement', least: 0.5 }, 'agreement')).toBe(cheap)
    expect(nearestTo(all, { kind: 'budget', most: 4 }, 'ap')).toBe(good)
  })

  it('is the best where none meets the target, or the cheapest where none is within the budget', () => {
    const misses = [cheapMiss, goodMiss]
    expect(nearestTo(misses, { kind: 'drop', most: 0.1 }, 'ap')).toBe(goodMiss)
    expect(nearestTo(misses, { kind: 'budget', most: 0 }, 'ap')).toBe(cheapMiss)
    expect(nearestTo([], { kind: 'budget', most: 0 }, 'ap')).toBeUndefined()
  })

  it('is the better one, then the earlier one, of equally cheap ones', () => {
    const better = met(point(4, 3, 0.6))
    expect(nearestTo([cheap, better], { kind: 'drop', most: 0.1 }, 'ap')).toBe(better)
    expect(nearestTo([better, met(point(5, 3, 0.6))], { kind: 'drop', most: 0.1 }, 'ap')).toBe(better)
  })
})

import { describe, expect, it } from 'vitest'
import { TrainingOrder } from '../../../src/main/data/training-order.ts'

const NONE = new Map<number, unknown>()

function places(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at)
}

describe('TrainingOrder', () => {
  it('is the same whatever was asked before', () => {
    const order = new TrainingOrder(4, 3)
    const forth = places(0, 40).map((place) => order.at(place, NONE))
    const back = places(0, 40)
      .reverse()
      .map((place) => order.at(place, NONE))
    expect(back.reverse()).toEqual(forth)
    expect(new TrainingOrder(4, 3).at(30, NONE)).toBe(forth[30])
  })

  it('does not repeat an order from seed to seed shifted by an epoch', () => {
    const one = new TrainingOrder(50, 1)
    const two = new TrainingOrder(50, 2)
    const epoch = (order: TrainingOrder, at: number): number[] =>
      places(50 * at, 50 * at + 50).map((place) => order.at(place, NONE))
    expect(epoch(one, 1)).not.toEqual(epoch(two, 0))
    expect(epoch(one, 0)).not.toEqual(epoch(two, 1))
  })

  it('goes round within the epoch past bad images', () => {
    const order = new TrainingOrder(3, 5)
    const [first, second, third] = places(3, 6).map((place) => order.at(place, NONE))
    const bad = new Map([
      [third, ''],
      [first, ''],
    ])
    expect(places(3, 6).map((place) => order.at(place, bad))).toEqual([second, second, second])
  })

  it('finds places of the same epoch', () => {
    const order = new TrainingOrder(10, 5)
    expect([0, 0.35, 0.999].map((share) => order.placeBeside(27, share))).toEqual([20, 23, 29])
  })
})

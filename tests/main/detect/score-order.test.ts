import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../src/main/base/random.ts'
import { ScoreOrder } from '../../../src/main/detect/score-order.ts'

function bySort(scores: Float32Array, limit: number): number[] {
  const indexes = Array.from(scores, (_, index) => index)
  return indexes.sort((a, b) => scores[b] - scores[a] || a - b).slice(0, limit)
}

function byOrder(order: ScoreOrder, scores: Float32Array, limit?: number): number[] {
  return [...order.descending(scores, scores.length, limit)].slice(0, order.length)
}

describe('ScoreOrder', () => {
  it('orders like a stable descending sort, ties and negative scores included', () => {
    const random = seededRandom(1)
    const order = new ScoreOrder()
    for (const count of [0, 1, 2, 100, 5000]) {
      const scores = Float32Array.from({ length: count }, () => Math.round(random.normal() * 50) / 50)
      expect(byOrder(order, scores)).toEqual(bySort(scores, count))
    }
  })

  it('takes 0 and -0 for one number', () => {
    expect(byOrder(new ScoreOrder(), Float32Array.of(-1, -0, 0, -0, 1))).toEqual([4, 1, 2, 3, 0])
  })

  it('gives only the best where there are more than the limit, also when the limit cuts through ties', () => {
    const random = seededRandom(2)
    const scores = Float32Array.from({ length: 4000 }, () => Math.ceil(random.next() * 40) / 40)
    const order = new ScoreOrder()
    for (const limit of [1, 10, 333, 3999])
      expect(byOrder(order, scores, limit)).toEqual(bySort(scores, limit))
  })

  it('orders scores that differ in the last bit', () => {
    const low = Math.fround(0.3)
    const next = new Float32Array(
      Uint32Array.of(new Uint32Array(Float32Array.of(low).buffer)[0] + 1).buffer,
    )[0]
    expect(byOrder(new ScoreOrder(), Float32Array.of(low, next, low))).toEqual([1, 0, 2])
  })
})

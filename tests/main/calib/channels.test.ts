import { describe, expect, it } from 'vitest'
import { channelCount, channelRuns } from '../../../src/main/calib/channels.ts'

const tensor = { data: new Float32Array(12), dims: [2, 3, 2] }

describe('channelRuns', () => {
  it.each([
    [
      0,
      [
        [0, 0, 6],
        [1, 6, 12],
      ],
    ],
    [
      1,
      [
        [0, 0, 2],
        [1, 2, 4],
        [2, 4, 6],
        [0, 6, 8],
        [1, 8, 10],
        [2, 10, 12],
      ],
    ],
    [null, [[0, 0, 12]]],
  ])('cuts along axis %s', (axis, expected) => {
    const runs = Array.from(channelRuns(tensor, axis), ({ channel, start, end }) => [channel, start, end])
    expect(runs).toEqual(expected)
  })

  it('gives single values on the last axis', () => {
    expect(Array.from(channelRuns(tensor, 2), ({ channel }) => channel)).toEqual([
      0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1,
    ])
  })

  it('has no runs in an empty tensor', () => {
    const empty = { data: new Float32Array(0), dims: [0, 3] }
    expect([...channelRuns(empty, 1)]).toEqual([])
    expect([...channelRuns(empty, null)]).toEqual([])
  })

  it.each([3, -1, 0.5, NaN])('refuses axis %d', (axis) => {
    expect(() => channelCount(tensor, axis)).toThrow(/channel axis of shape \[2, 3, 2\]/)
    expect(() => [...channelRuns(tensor, axis)]).toThrow(/channel axis/)
  })
})

import { describe, expect, it } from 'vitest'
import {
  targetFeeds,
  targetShape,
  TARGET_INPUTS,
  type ImageTargets,
} from '../../../../src/main/qat/task-loss/targets.ts'
import { withoutObjectness } from './sample-predictions.ts'

const LABELS = [
  { classIndex: 1, x: 1, y: 2, width: 3, height: 4 },
  { classIndex: 0, x: 5, y: 6, width: 7, height: 8 },
]
const FIRST: ImageTargets = {
  labels: LABELS,
  assigned: [
    { row: 3, label: 1, overlap: 0.9, target: 0.75 },
    { row: 7, label: 0, overlap: 0.8, target: 0.25 },
  ],
}
const SECOND: ImageTargets = {
  labels: LABELS.slice(0, 1),
  assigned: [{ row: 7, label: 0, overlap: 1, target: 1 }],
}
const NONE: ImageTargets = { labels: [], assigned: [] }

function shapeOf(images: number, capacity: number) {
  return { layout: withoutObjectness(10), images, capacity }
}

function numbers(feeds: ReturnType<typeof targetFeeds>[number], name: keyof typeof TARGET_INPUTS): number[] {
  return Array.from(feeds[TARGET_INPUTS[name]].data)
}

describe('targetFeeds', () => {
  it('lays the assigned rows of a run side by side and pads the rest with weight 0', () => {
    const [feeds] = targetFeeds([[FIRST, SECOND]], shapeOf(2, 4))
    expect(numbers(feeds, 'rows')).toEqual([3, 7, 17, 0])
    expect(numbers(feeds, 'boxes')).toEqual([5, 6, 7, 8, 1, 2, 3, 4, 1, 2, 3, 4, 1, 1, 1, 1])
    expect(numbers(feeds, 'labels')).toEqual([1, 0, 0, 1, 0, 1, 0, 0])
    expect(numbers(feeds, 'weights')).toEqual([0.75, 0.25, 1, 0])
    expect(numbers(feeds, 'share')).toEqual([0.5])
    expect(Object.values(feeds).map(({ dims }) => dims)).toEqual([[4], [4, 4], [4, 2], [4], []])
  })

  it('counts the mean of the runs as a mean over the whole batch', () => {
    const feeds = targetFeeds([[FIRST], [SECOND], [NONE], [SECOND]], shapeOf(1, 4))
    expect(feeds.map((run) => numbers(run, 'share'))).toEqual(feeds.map(() => [Math.fround(4 / 3)]))
    expect(numbers(feeds[2], 'weights')).toEqual([0, 0, 0, 0])
  })

  it('divides by no less than 1', () => {
    const [feeds] = targetFeeds([[NONE]], shapeOf(1, 4))
    expect(numbers(feeds, 'share')).toEqual([1])
  })

  it('keeps the highest targets where there are too many', () => {
    const [feeds] = targetFeeds([[FIRST, SECOND]], shapeOf(2, 2))
    expect(numbers(feeds, 'rows')).toEqual([17, 3])
    expect(numbers(feeds, 'weights')).toEqual([1, 0.75])
  })

  it('has places for 51 objects an image', () => {
    expect(targetShape(withoutObjectness(10), 3).capacity).toBe(1536)
  })
})

import { describe, expect, it } from 'vitest'
import type { Decode } from '../../../../src/main/detect/family.ts'
import { overlapOf, PredictionOverlap } from '../../../../src/main/stages/sensitivity/prediction-overlap.ts'

/** Rows of x1, y1, x2, y2, score, class. */
type Row = readonly [number, number, number, number, number, number]

const decode: Decode = (outputs, { confidence }, sink) => {
  const data = outputs.get('rows')?.data ?? new Float32Array()
  for (let at = 0; at < data.length; at += 6) {
    const [x1, y1, x2, y2, score, index] = data.subarray(at, at + 6)
    if (score > confidence) sink.push(x1, y1, x2, y2, score, index)
  }
}

const outputs = (rows: readonly Row[]) => ({
  rows: { data: Float32Array.from(rows.flat()), dims: [1, rows.length, 6] },
})

function overlap(float: readonly Row[], found: readonly Row[], needsNms = true) {
  const meter = new PredictionOverlap({ decode, needsNms, inputSize: { width: 100, height: 100 } })
  return meter.compare(meter.predictions(outputs(float), 0), outputs(found), 0)
}

const SURE: Row = [0, 0, 10, 10, 0.8, 1]
const UNSURE: Row = [50, 50, 60, 60, 0.4, 0]
const NOTHING: Row = [0, 0, 90, 90, 0.005, 0]

describe('PredictionOverlap', () => {
  it('keeps all of equal predictions, which count by their score', () => {
    const same = overlap([NOTHING, SURE, UNSURE], [NOTHING, SURE, UNSURE])
    expect(same.all).toBeCloseTo(1.2, 6)
    expect(same.kept).toBeCloseTo(1.2, 6)
  })

  it('takes off what a box shares less and what a score changes', () => {
    // Half of the box: IoU 1/2; a score of 0.6 for 0.8: a change of 0.2.
    expect(overlap([SURE, UNSURE], [[0, 0, 5, 10, 0.6, 1], UNSURE]).kept).toBeCloseTo(
      0.8 * 0.5 * 0.8 + 0.4,
      6,
    )
    expect(overlap([SURE, UNSURE], [[20, 20, 30, 30, 0.8, 1], UNSURE]).kept).toBeCloseTo(0.4, 6)
  })

  it('keeps nothing of a prediction whose class is another', () => {
    expect(overlap([SURE, UNSURE], [[0, 0, 10, 10, 0.8, 2], UNSURE]).kept).toBeCloseTo(0.4, 6)
  })

  it('finds predictions by their place, and those of models that suppress by their best counterpart', () => {
    expect(overlap([NOTHING, SURE, UNSURE], [NOTHING, UNSURE, SURE]).kept).toBe(0)
    const sorted = overlap([SURE, UNSURE], [UNSURE, [0, 0, 5, 10, 0.8, 1], SURE], false)
    expect(sorted.kept).toBeCloseTo(1.2, 6)
    expect(overlap([SURE, UNSURE], [], false)).toMatchObject({ kept: 0 })
  })
})

describe('overlapOf', () => {
  it('is the share of all sums together, 1 where nothing is predicted', () => {
    expect(
      overlapOf([
        { kept: 1, all: 4 },
        { kept: 1, all: 1 },
      ]),
    ).toBe(0.4)
    expect(overlapOf([{ kept: 0, all: 0 }])).toBe(1)
  })
})

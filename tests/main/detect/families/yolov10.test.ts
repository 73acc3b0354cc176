import { describe, expect, it } from 'vitest'
import { yolov10 } from '../../../../src/main/detect/families/yolov10.ts'
import { decoded, signatureFrom, tensorOfRows } from '../signature-from.ts'

const rows = tensorOfRows([2, 3, 6], {
  0: [10, 20, 110, 220, 0.9, 7],
  1: [0, 0, 0, 0, 0, 0],
  3: [1, 2, 3, 4, 0.5, 0],
  4: [5, 6, 7, 8, 0.6, -1],
})

describe('yolov10', () => {
  it('reads corners, score and class of each image, leaving unused rows', () => {
    const recognition = yolov10.recognise(signatureFrom({ output0: [null, 3, 6] }))
    expect(recognition?.score).toBe(0.8)
    expect(decoded(recognition, { output0: rows })).toEqual([
      { box: [10, 20, 110, 220], score: 0.9, class: 7 },
    ])
    expect(decoded(recognition, { output0: rows }, { image: 1 })).toEqual([
      { box: [1, 2, 3, 4], score: 0.5, class: 0 },
    ])
    expect(decoded(recognition, { output0: rows }, { confidence: 0.95 })).toEqual([])
  })

  it('scales boxes that a trial image shows to be shares of the input size', () => {
    const output0 = tensorOfRows([1, 3, 6], { 0: [0.25, 0.5, 0.75, 1, 0.9, 7] })
    const recognition = yolov10.recognise(signatureFrom({ output0 }))
    expect(decoded(recognition, { output0 }, { width: 640, height: 320 })).toEqual([
      { box: [160, 160, 480, 320], score: 0.9, class: 7 },
    ])
  })

  it('is certain where the trial image gave whole class numbers, doubtful where not', () => {
    expect(yolov10.recognise(signatureFrom({ output0: rows }))?.score).toBe(0.95)
    const scores = tensorOfRows([1, 3, 6], { 0: [0.5, 0.5, 0.1, 0.1, 0.9, 0.2] })
    expect(yolov10.recognise(signatureFrom({ output0: scores }))?.score).toBe(0.2)
  })

  it('leaves dense and finished outputs of other shapes alone', () => {
    for (const output of [
      [null, 25200, 6],
      [null, 6],
      [null, 300, 7],
    ])
      expect(yolov10.recognise(signatureFrom({ output }))).toBeNull()
  })
})

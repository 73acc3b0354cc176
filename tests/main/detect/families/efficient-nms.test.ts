import { describe, expect, it } from 'vitest'
import { efficientNms } from '../../../../src/main/detect/families/efficient-nms.ts'
import { decoded, signatureFrom, tensorOfRows } from '../signature-from.ts'

const shapes = {
  num_dets: [null, 1],
  det_boxes: [null, 3, 4],
  det_scores: [null, 3],
  det_classes: [null, 3],
}
const outputs = {
  num_dets: { dims: [2, 1], data: Float32Array.of(1, 2) },
  det_boxes: tensorOfRows([2, 3, 4], {
    0: [1, 2, 3, 4],
    1: [9, 9, 9, 9],
    3: [5, 6, 7, 8],
    4: [10, 20, 30, 40],
  }),
  det_scores: { dims: [2, 3], data: Float32Array.of(0.9, 0.8, 0.7, 0.6, 0.05, 0.4) },
  det_classes: { dims: [2, 3], data: Float32Array.of(3, 3, 3, 0, 1, 2) },
}

describe('efficientNms', () => {
  it('reads as many detections of each image as it counts, above the confidence', () => {
    const recognition = efficientNms.recognise(signatureFrom(shapes))
    expect(recognition?.score).toBe(0.95)
    expect(decoded(recognition, outputs)).toEqual([{ box: [1, 2, 3, 4], score: 0.9, class: 3 }])
    expect(decoded(recognition, outputs, { image: 1 })).toEqual([{ box: [5, 6, 7, 8], score: 0.6, class: 0 }])
    expect(decoded(recognition, outputs, { image: 1, confidence: 0.01 })).toHaveLength(2)
  })

  it("knows the names of YOLOv6's and mmdeploy's exports", () => {
    const names = { num_dets: [1, 1], boxes: [1, 3, 4], scores: [1, 3], labels: [1, 3] }
    expect(efficientNms.recognise(signatureFrom(names))).not.toBeNull()
  })

  it('leaves outputs with another name or rank to other families', () => {
    const { num_dets, det_boxes, det_scores } = shapes
    expect(efficientNms.recognise(signatureFrom({ num_dets, det_boxes, det_scores }))).toBeNull()
    expect(efficientNms.recognise(signatureFrom({ ...shapes, num_dets: [1] }))).toBeNull()
  })

  it('refuses outputs that do not belong together', () => {
    const recognition = efficientNms.recognise(signatureFrom(shapes))
    const det_scores = { dims: [2, 2], data: new Float32Array(4) }
    expect(() => decoded(recognition, { ...outputs, det_scores })).toThrow(
      /det_scores of shape \[2, 3\], got \[2, 2\]/,
    )
  })
})

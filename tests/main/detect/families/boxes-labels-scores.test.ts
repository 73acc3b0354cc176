import { describe, expect, it } from 'vitest'
import { boxesLabelsScores } from '../../../../src/main/detect/families/boxes-labels-scores.ts'
import { decoded, signatureFrom, tensorOfRows } from '../signature-from.ts'

const vector = (...values: number[]) => ({ dims: [values.length], data: Float32Array.from(values) })
const matrix = (...values: number[]) => ({ dims: [1, values.length], data: Float32Array.from(values) })

describe('boxesLabelsScores', () => {
  it("reads torchvision's outputs: one image, pixels, category ids", () => {
    const outputs = {
      boxes: tensorOfRows([2, 4], { 0: [10, 20, 30, 40], 1: [5, 5, 9, 9] }),
      labels: vector(90, 1),
      scores: vector(0.9, 0.05),
    }
    const recognition = boxesLabelsScores.recognise(
      signatureFrom({ boxes: [null, 4], labels: [null], scores: [null] }),
    )
    expect(recognition?.labels).toBe('category-id')
    expect(decoded(recognition, outputs)).toEqual([{ box: [10, 20, 30, 40], score: 0.9, class: 90 }])
    expect(decoded(recognition, outputs, { image: 1 })).toEqual([])
  })

  it("reads a batch in any order, normalised where the trial image says so (the ONNX zoo's SSD)", () => {
    const outputs = {
      scores: matrix(0.8, 0.3),
      bboxes: tensorOfRows([1, 2, 4], { 0: [0.25, 0.5, 0.75, 1] }),
      labels: matrix(4, 2),
    }
    const recognition = boxesLabelsScores.recognise(signatureFrom(outputs))
    expect(recognition?.labels).toBe('index')
    expect(decoded(recognition, outputs, { width: 1200, height: 800 })[0]).toEqual({
      box: [300, 400, 900, 800],
      score: 0.8,
      class: 4,
    })
  })

  it("reads TensorFlow's outputs: normalised, y first", () => {
    const outputs = {
      detection_boxes: tensorOfRows([1, 1, 4], { 0: [0.5, 0.25, 1, 0.75] }),
      detection_classes: matrix(17),
      detection_scores: matrix(0.8),
      num_detections: vector(1),
    }
    const shapes = {
      detection_boxes: [null, 1, 4],
      detection_classes: [null, 1],
      detection_scores: [null, 1],
      num_detections: [null],
    }
    const recognition = boxesLabelsScores.recognise(signatureFrom(shapes))
    expect(recognition?.labels).toBe('category-id')
    expect(decoded(recognition, outputs)).toEqual([{ box: [160, 320, 480, 640], score: 0.8, class: 17 }])
  })

  it('leaves outputs without the three names, or with other shapes, alone', () => {
    const shapes = { boxes: [null, 4], labels: [null], scores: [null] }
    expect(boxesLabelsScores.recognise(signatureFrom({ ...shapes, boxes: [null, 5] }))).toBeNull()
    expect(boxesLabelsScores.recognise(signatureFrom({ ...shapes, labels: [null, 91] }))).toBeNull()
    const { boxes, labels } = shapes
    expect(boxesLabelsScores.recognise(signatureFrom({ boxes, labels }))).toBeNull()
  })

  it('refuses outputs of different lengths', () => {
    const recognition = boxesLabelsScores.recognise(
      signatureFrom({ boxes: [null, 4], labels: [null], scores: [null] }),
    )
    const outputs = { boxes: tensorOfRows([2, 4], {}), labels: vector(1, 2), scores: vector(1) }
    expect(() => decoded(recognition, outputs)).toThrow(/output scores of shape \[2\], got \[1\]/)
  })
})

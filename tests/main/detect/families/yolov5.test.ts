import { describe, expect, it } from 'vitest'
import { yolov5 } from '../../../../src/main/detect/families/yolov5.ts'
import { decoded, signatureFrom, tensorOfRows } from '../signature-from.ts'

/** 32 × 32 pixels at strides 8, 16 and 32 are 16 + 4 + 1 cells of 3 boxes. */
const size = { width: 32, height: 32 }
const BOXES = 63
const dims = [1, BOXES, 7]
const logit = (p: number) => Math.log(p / (1 - p))

describe('yolov5', () => {
  it('reads centre, size, objectness and classes of decoded boxes', () => {
    const output = tensorOfRows(dims, {
      5: [10, 12, 4, 6, 0.5, 0.25, 0.8],
      62: [16, 16, 32, 32, 0.9, 0.9, 0.1],
    })
    const recognition = yolov5.recognise(signatureFrom({ output }, size))
    expect(recognition).toMatchObject({ classes: 2, labels: 'index' })
    expect(decoded(recognition, { output }, size)).toEqual([
      { box: [8, 9, 12, 15], score: 0.125, class: 0 },
      { box: [8, 9, 12, 15], score: 0.4, class: 1 },
      { box: [0, 0, 32, 32], score: 0.81, class: 0 },
    ])
    expect(decoded(recognition, { output }, { ...size, confidence: 0.1, multiLabel: false })).toHaveLength(2)
  })

  it('reads the image asked for, and batches of another size than recognised', () => {
    const recognition = yolov5.recognise(signatureFrom({ output: [null, BOXES, 7] }, size))
    const output = tensorOfRows([2, 15, 7], { 20: [10, 12, 4, 6, 1, 1, 0] })
    expect(decoded(recognition, { output }, { image: 0 })).toEqual([])
    expect(decoded(recognition, { output }, { image: 1 })).toEqual([
      { box: [8, 9, 12, 15], score: 1, class: 0 },
    ])
    expect(() => decoded(recognition, { output }, { image: 2 })).toThrow(/image number below 2/)
  })

  it('scales boxes that a trial image shows to be shares of the input size', () => {
    const centres: Record<number, number[]> = {}
    const levels = [
      { stride: 8, first: 0 },
      { stride: 16, first: 48 },
      { stride: 32, first: 60 },
    ]
    for (const { stride, first } of levels) {
      const cells = 32 / stride
      for (let row = 0; row < 3 * cells * cells; row++) {
        const [x, y] = [row % cells, Math.floor(row / cells) % cells]
        centres[first + row] = [((x + 0.5) * stride) / 32, ((y + 0.5) * stride) / 32, 0.25, 0.125, 0, 0, 0]
      }
    }
    centres[7] = [0.5, 0.25, 0.25, 0.125, 1, 1, 0]
    const output = tensorOfRows(dims, centres)
    const recognition = yolov5.recognise(signatureFrom({ output }, size))
    expect(recognition?.reason).toContain('shares of the input size')
    expect(decoded(recognition, { output }, size)).toEqual([{ box: [12, 6, 20, 10], score: 1, class: 0 }])
  })

  /** Row 16 + 6: second anchor of stride 8 (16 × 30), column 2, row 1. */
  const hot = { 22: [0.75, 0.5, 0.5, 0.25, 0.8, 0.5, 0.9] }
  // (2 · 0.75 − 0.5 + 2) · 8 = 24, (2 · 0.5 − 0.5 + 1) · 8 = 12, (2 · 0.5)² · 16 = 16, (2 · 0.25)² · 30 = 7.5
  const hotFound = [
    { box: [16, 8.25, 32, 15.75], score: 0.4, class: 0 },
    { box: [16, 8.25, 32, 15.75], score: 0.72, class: 1 },
  ]

  it('decodes values after the sigmoid, told by the trial image or by the graph', () => {
    const output = tensorOfRows(dims, hot, [0.5, 0.5, 0.5, 0.5, 0, 0, 0])
    const byTrial = yolov5.recognise(signatureFrom({ output }, size))
    expect(byTrial?.reason).toContain('after the sigmoid')
    expect(decoded(byTrial, { output }, size)).toEqual(hotFound)
    const byGraph = yolov5.recognise(
      signatureFrom({ output: dims }, { ...size, tail: ['Concat', 'Sigmoid'] }),
    )
    expect(decoded(byGraph, { output }, size)).toEqual(hotFound)
  })

  it('decodes logits, told by the trial image or by the graph', () => {
    const output = tensorOfRows(dims, { 22: hot[22].map(logit) }, [0, 0, 0, 0, -9, -9, -9])
    for (const given of [output, dims]) {
      const recognition = yolov5.recognise(signatureFrom({ output: given }, { ...size, tail: ['Concat'] }))
      expect(recognition?.reason).toContain("YOLOv5's published anchors")
      expect(decoded(recognition, { output }, size)).toEqual(hotFound)
    }
  })

  it("counts only classes, not a segmentation model's mask coefficients", () => {
    const prototypes = [null, 32, 8, 8]
    const signature = signatureFrom({ output: [null, BOXES, 39], prototypes }, size)
    expect(yolov5.recognise(signature)?.classes).toBe(2)
    const names = { ...signature, classNames: ['a', 'b', 'c'] }
    expect(yolov5.recognise(names)?.classes).toBe(3)
  })

  it('leaves other outputs to other families', () => {
    for (const output of [
      [null, 21, 7],
      [null, 7, BOXES],
      [null, BOXES, 5],
      [null, BOXES],
      [null, null, 7],
    ])
      expect(yolov5.recognise(signatureFrom({ output }, size))).toBeNull()
  })

  it('refuses outputs of another shape than recognised', () => {
    const recognition = yolov5.recognise(signatureFrom({ output: dims }, size))
    expect(() => decoded(recognition, { output: tensorOfRows([1, BOXES, 8], {}) })).toThrow(
      /Expected output output of shape \[N, \?, 7\], got \[1, 63, 8\]/,
    )
    expect(() => decoded(recognition, { other: tensorOfRows(dims, {}) })).toThrow(
      /an output output, got other/,
    )
  })
})

import { describe, expect, it } from 'vitest'
import type { Tensor } from '../../../../src/main/base/tensor.ts'
import { yolov5Heads } from '../../../../src/main/detect/families/yolov5-heads.ts'
import { Graph } from '../../../../src/main/onnx/graph.ts'
import { tensorFrom } from '../../../../src/main/onnx/tensor.ts'
import { decoded, signatureFrom } from '../signature-from.ts'

const size = { width: 64, height: 32 }
const FIELDS = 7
const logit = (p: number) => Math.log(p / (1 - p))
const shapes = { large: [1, 3, 1, 2, FIELDS], small: [1, 3, 4, 8, FIELDS], medium: [1, 3, 2, 4, FIELDS] }

function quiet(dims: readonly number[], value = -9): Tensor {
  return { dims, data: new Float32Array(dims.reduce((a, b) => a * b)).fill(value) }
}

/** All three heads quiet but for anchor 1 of stride 16 (62 × 45) at column 3, row 1. */
function heads(values: readonly number[], background = -9): Record<string, Tensor> {
  const medium = quiet(shapes.medium, background)
  medium.data.set(values, ((1 * 2 + 1) * 4 + 3) * FIELDS)
  return { large: quiet(shapes.large, background), small: quiet(shapes.small, background), medium }
}

/** [N, anchors, rows, columns, fields] as [N, anchors · fields, rows, columns]. */
function asChannels({ data, dims }: Tensor): Tensor {
  const [, anchors, rows, columns, fields] = dims
  const cells = rows * columns
  const result = new Float32Array(data.length)
  for (let anchor = 0; anchor < anchors; anchor++)
    for (let cell = 0; cell < cells; cell++)
      for (let field = 0; field < fields; field++)
        result[(anchor * fields + field) * cells + cell] = data[(anchor * cells + cell) * fields + field]
  return { data: result, dims: [1, anchors * fields, rows, columns] }
}

const probabilities = [0.5, 0.75, 0.5, 0.25, 0.8, 0.9, 0.05]
// Centre (2 · 0.5 − 0.5 + 3) · 16 = 56, (2 · 0.75 − 0.5 + 1) · 16 = 32; size (1)² · 62 = 62, (0.5)² · 45 = 11.25.
const found = [{ box: [25, 26.375, 87, 37.625], score: 0.72, class: 0 }]

describe('yolov5Heads', () => {
  it('decodes heads of rank 5 in any order, strides told by their sizes', () => {
    const recognition = yolov5Heads.recognise(signatureFrom(shapes, size))
    expect(recognition).toMatchObject({ classes: 2, score: 0.8 })
    expect(recognition?.reason).toContain('before the sigmoid')
    expect(decoded(recognition, heads(probabilities.map(logit)), size)).toEqual(found)
  })

  it('decodes heads whose fields are channels', () => {
    const rank4 = { a: [1, 21, 4, 8], b: [1, 21, 2, 4], c: [1, 21, 1, 2] }
    const { small, medium, large } = heads(probabilities.map(logit))
    const outputs = { a: asChannels(small), b: asChannels(medium), c: asChannels(large) }
    const recognition = yolov5Heads.recognise(signatureFrom(rank4, size))
    expect(recognition?.score).toBe(0.5)
    expect(decoded(recognition, outputs, size)).toEqual(found)
  })

  it('takes values within 0 to 1 for those after the sigmoid', () => {
    const outputs = heads(probabilities, 0)
    const recognition = yolov5Heads.recognise(signatureFrom(outputs, size))
    expect(recognition?.reason).toContain('after the sigmoid')
    expect(decoded(recognition, outputs, size)).toEqual(found)
    const byGraph = yolov5Heads.recognise(signatureFrom(shapes, { ...size, tail: ['Sigmoid'] }))
    expect(decoded(byGraph, outputs, size)).toEqual(found)
  })

  const sized = [10, 12, 14, 16, 18, 20]

  it("takes the graph's own anchors, one constant a level, whatever their order", () => {
    const graph = new Graph()
    for (const level of [2, 0, 1])
      graph.addInitializer(
        tensorFrom(
          `grid${level}`,
          [1, 3, 1, 1, 2],
          Float32Array.from(sized, (side) => side * 2 ** level),
        ),
      )
    const recognition = yolov5Heads.recognise(signatureFrom(shapes, { ...size, graph }))
    expect(recognition?.reason).toContain('anchors from the graph')
    // Anchor 1 of the medium level is 28 × 32.
    expect(decoded(recognition, heads(probabilities.map(logit)), size)).toEqual([
      { ...found[0], box: [42, 28, 70, 36] },
    ])
  })

  it.each([
    { name: 'anchor_grid', dims: [3, 1, 3, 1, 1, 2], unit: 1 },
    { name: 'model.24.anchors', dims: [3, 3, 2], unit: 16 },
  ])('takes anchors kept in one constant $name', ({ name, dims, unit }) => {
    const graph = new Graph()
    const all = [...sized.map((side) => side * 2), ...sized, ...sized.map((side) => side * 3)]
    const values = Float32Array.from(all, (side) => (unit === 1 ? side : side / 8))
    graph.addInitializer(tensorFrom(name, dims, values))
    const recognition = yolov5Heads.recognise(signatureFrom(shapes, { ...size, graph }))
    // Anchor 1 of the medium level: 14 × 16 in pixels, or 14 / 8 × 16 / 8 strides of 16 pixels.
    const [width, height] = unit === 1 ? [14, 4] : [28, 8]
    expect(decoded(recognition, heads(probabilities.map(logit)), size)).toEqual([
      { ...found[0], box: [56 - width / 2, 32 - height / 2, 56 + width / 2, 32 + height / 2] },
    ])
  })

  it("takes YOLOv7's anchors where its detection module is there", () => {
    const identifiers = ['model.105.m.0.weight']
    const recognition = yolov5Heads.recognise(signatureFrom(shapes, { ...size, identifiers }))
    expect(recognition?.reason).toContain('YOLOv7')
    // Anchor 1 of the medium level is 76 × 55.
    expect(decoded(recognition, heads(probabilities.map(logit)), size)[0].box).toEqual([
      18, 25.125, 94, 38.875,
    ])
  })

  it('knows the four levels of P6 models and no others without anchors in the graph', () => {
    const p6 = { a: [1, 3, 8, 8, 7], b: [1, 3, 4, 4, 7], c: [1, 3, 2, 2, 7], d: [1, 3, 1, 1, 7] }
    expect(yolov5Heads.recognise(signatureFrom(p6, { width: 64, height: 64 }))?.classes).toBe(2)
    expect(yolov5Heads.recognise(signatureFrom(p6, { width: 32, height: 32 }))).toBeNull()
  })

  it('stands back behind a decoded output of the same model', () => {
    const both = { ...shapes, output: [1, 126, FIELDS] }
    expect(yolov5Heads.recognise(signatureFrom(both, size))?.score).toBeLessThan(0.3)
  })

  it('leaves other outputs to other families', () => {
    const others: Record<string, (number | null)[]>[] = [
      { a: [1, 3, 4, 8, 7] },
      { a: [1, 3, 4, 8, 7], b: [1, 3, 2, 4, 8] },
      { a: [1, 3, 4, 8, 7], b: [1, 3, 1, 2, 7] },
      { a: [1, 20, 4, 8], b: [1, 20, 2, 4] },
      { a: [1, 3, 4, 8, null], b: [1, 3, 2, 4, null] },
    ]
    for (const outputs of others) expect(yolov5Heads.recognise(signatureFrom(outputs, size))).toBeNull()
  })

  it('refuses outputs of another shape than recognised', () => {
    const recognition = yolov5Heads.recognise(signatureFrom(shapes, size))
    const wrong = { ...heads(probabilities), small: quiet([1, 3, 4, 8, 6]) }
    expect(() => decoded(recognition, wrong, size)).toThrow(
      /Expected output small of shape \[N, 3, \?, \?, 7\]/,
    )
  })
})

import { describe, expect, it } from 'vitest'
import { yolox } from '../../../../src/main/detect/families/yolox.ts'
import { decoded, signatureFrom, tensorOfRows } from '../signature-from.ts'

const size = { width: 64, height: 32 }
/** 8 × 4 cells of stride 8, 4 × 2 of 16, 2 × 1 of 32. */
const CELLS = 42
const dims = [1, CELLS, 7]

/** Cell 32 + 6: stride 16, column 2, row 1. */
const raw = tensorOfRows(dims, { 38: [0.5, -0.25, Math.log(2), Math.log(0.5), 0.8, 0.5, 0.05] })
// Centre (0.5 + 2) · 16 = 40, (−0.25 + 1) · 16 = 12; size 2 · 16 = 32, 0.5 · 16 = 8.
const found = [{ box: [24, 8, 56, 16], score: 0.4, class: 0 }]
const pixels = tensorOfRows(dims, { 38: [40, 12, 32, 8, 0.8, 0.5, 0.05] })

describe('yolox', () => {
  it("adds cells and takes exponentials of the official export's raw boxes", () => {
    const recognition = yolox.recognise(
      signatureFrom({ output: dims }, { ...size, tail: ['Sigmoid', 'Concat'] }),
    )
    expect(recognition?.reason).toContain('not decoded yet')
    expect(decoded(recognition, { output: raw }, size)).toEqual(found)
  })

  it('reads boxes decoded in the graph as they are', () => {
    const recognition = yolox.recognise(
      signatureFrom({ output: dims }, { ...size, tail: ['Sigmoid', 'Exp'] }),
    )
    expect(decoded(recognition, { output: pixels }, size)).toEqual(found)
  })

  it('is told the two apart by a trial image, whatever the graph looks like', () => {
    const byRaw = yolox.recognise(signatureFrom({ output: raw }, { ...size, tail: ['Exp'] }))
    expect(decoded(byRaw, { output: raw }, size)).toEqual(found)
    const byPixels = yolox.recognise(signatureFrom({ output: pixels }, size))
    expect(decoded(byPixels, { output: pixels }, size)).toEqual(found)
  })

  it('follows the input size of each batch', () => {
    const recognition = yolox.recognise(signatureFrom({ output: dims }, size))
    // 32 × 32 pixels: cell 16 + 3 is stride 16, column 1, row 1.
    const square = tensorOfRows([1, 21, 7], { 19: [0.5, 0.5, 0, 0, 1, 1, 0] })
    expect(decoded(recognition, { output: square }, { width: 32, height: 32 })).toEqual([
      { box: [16, 16, 32, 32], score: 1, class: 0 },
    ])
    expect(decoded(recognition, { output: raw }, size)).toEqual(found)
  })

  it('is certain by its module names, likely by a varying objectness, doubtful by one of 1', () => {
    const named = { ...size, identifiers: ['head.obj_preds.2.bias'] }
    expect(yolox.recognise(signatureFrom({ output: dims }, named))?.score).toBe(0.95)
    expect(yolox.recognise(signatureFrom({ output: raw }, size))?.score).toBe(0.8)
    const ones = tensorOfRows(dims, {}, [0, 0, 0, 0, 1, 0, 0])
    expect(yolox.recognise(signatureFrom({ output: ones }, size))?.score).toBe(0.2)
  })

  it('wants blue, green, red from 0 to 255 in the upper left corner', () => {
    expect(yolox.preprocess).toMatchObject({ mode: 'topleft', color: 'bgr', scale: 1, padValue: 114 })
  })
})

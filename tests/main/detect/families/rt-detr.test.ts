import { describe, expect, it } from 'vitest'
import { rtDetr } from '../../../../src/main/detect/families/rt-detr.ts'
import { decoded, signatureFrom, tensorOfRows } from '../signature-from.ts'

const logit = (p: number) => Math.log(p / (1 - p))
const size = { width: 640, height: 320 }
const box = [0.5, 0.25, 0.5, 0.5]
const corners = [160, 0, 480, 160]
const found = [
  { box: corners, score: 0.3, class: 0 },
  { box: corners, score: 0.6, class: 2 },
]

describe('rtDetr', () => {
  it('reads box and probabilities of each query from one output', () => {
    const output0 = tensorOfRows([1, 30, 7], { 12: [...box, 0.3, 0.05, 0.6] })
    const recognition = rtDetr.recognise(signatureFrom({ output0 }, size))
    expect(recognition).toMatchObject({ classes: 3, score: 0.5 })
    expect(decoded(recognition, { output0 }, size)).toEqual(found)
    const byGraph = rtDetr.recognise(signatureFrom({ output0: [1, 30, 7] }, { ...size, tail: ['Sigmoid'] }))
    expect(decoded(byGraph, { output0 }, size)).toEqual(found)
  })

  it('reads boxes and logits from two outputs, whatever their order', () => {
    const boxes = tensorOfRows([1, 30, 4], { 12: box })
    const scores = tensorOfRows([1, 30, 3], { 12: [0.3, 0.05, 0.6].map(logit) }, [-9, -9, -9])
    for (const signature of [
      signatureFrom({ logits: scores, pred_boxes: boxes }, size),
      signatureFrom({ pred_boxes: [1, 30, 4], logits: [1, 30, 3] }, size),
    ]) {
      const recognition = rtDetr.recognise(signature)
      expect(recognition?.reason).toContain('before the sigmoid')
      expect(decoded(recognition, { logits: scores, pred_boxes: boxes }, size)).toEqual(found)
    }
  })

  it('tells boxes from the scores of four classes by name', () => {
    const signature = signatureFrom({ logits: [1, 30, 4], pred_boxes: [1, 30, 4] }, size)
    const boxes = tensorOfRows([1, 30, 4], { 12: box })
    const logits = tensorOfRows([1, 30, 4], { 12: [-9, -9, 9, -9] }, [-9, -9, -9, -9])
    expect(decoded(rtDetr.recognise(signature), { logits, pred_boxes: boxes }, size)).toEqual([
      { box: corners, score: 0.9999, class: 2 },
    ])
  })

  it('is likelier with the usual number of classes', () => {
    expect(rtDetr.recognise(signatureFrom({ output0: [1, 300, 84] }))?.score).toBeCloseTo(0.85)
  })

  it('leaves dense outputs and unknown shapes to other families', () => {
    for (const output of [
      [1, 21, 7],
      [1, 63, 7],
      [1, 8400, 84],
      [1, null, 84],
      [1, 300],
    ])
      expect(rtDetr.recognise(signatureFrom({ output }, { width: 32, height: 32 }))).toBeNull()
  })

  it('refuses boxes and scores of different numbers', () => {
    const recognition = rtDetr.recognise(signatureFrom({ logits: [1, 30, 3], boxes: [1, 30, 4] }))
    const outputs = { logits: tensorOfRows([1, 30, 3], {}), boxes: tensorOfRows([1, 20, 4], {}) }
    expect(() => decoded(recognition, outputs)).toThrow(
      /output boxes of shape \[N, 30, 4\], got \[1, 20, 4\]/,
    )
  })
})

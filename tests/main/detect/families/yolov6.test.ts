import { describe, expect, it } from 'vitest'
import { yolov6 } from '../../../../src/main/detect/families/yolov6.ts'
import { decoded, signatureFrom, tensorOfRows } from '../signature-from.ts'

const size = { width: 32, height: 32 }
const dims = [1, 21, 8]

describe('yolov6', () => {
  it('reads decoded boxes with an objectness of 1, which a trial image tells it by', () => {
    const output = tensorOfRows(dims, { 20: [10, 12, 4, 6, 1, 0.2, 0.7, 0.05] }, [0, 0, 0, 0, 1, 0, 0, 0])
    const recognition = yolov6.recognise(signatureFrom({ output }, size))
    expect(recognition).toMatchObject({ classes: 3, score: 0.8 })
    expect(decoded(recognition, { output }, size)).toEqual([
      { box: [8, 9, 12, 15], score: 0.2, class: 0 },
      { box: [8, 9, 12, 15], score: 0.7, class: 1 },
    ])
  })

  it('multiplies the objectness that the first release had', () => {
    const output = tensorOfRows(dims, { 3: [10, 12, 4, 6, 0.5, 0, 0.5, 0] })
    const identifiers = ['detect.obj_preds.0.weight']
    const recognition = yolov6.recognise(signatureFrom({ output }, { ...size, identifiers }))
    expect(recognition?.score).toBe(0.95)
    expect(decoded(recognition, { output }, size)).toEqual([{ box: [8, 9, 12, 15], score: 0.25, class: 1 }])
  })

  it('doubts itself where the objectness varies without its module names', () => {
    const output = tensorOfRows(dims, { 3: [10, 12, 4, 6, 0.5, 0, 0.5, 0] })
    expect(yolov6.recognise(signatureFrom({ output }, size))?.score).toBe(0.2)
  })

  it('leaves other outputs to other families', () => {
    for (const output of [
      [1, 63, 8],
      [1, 8, 21],
      [1, 21, 5],
    ])
      expect(yolov6.recognise(signatureFrom({ output }, size))).toBeNull()
  })
})

import { describe, expect, it } from 'vitest'
import { yolov8 } from '../../../../src/main/detect/families/yolov8.ts'
import { decoded, exchanged, signatureFrom, tensorOfRows } from '../signature-from.ts'

const size = { width: 32, height: 32 }
const rows = tensorOfRows([1, 21, 7], {
  2: [10, 12, 4, 6, 0.2, 0.05, 0.9],
  20: [40, 16, 32, 32, 0, 0.3, 0],
})
const found = [
  { box: [8, 9, 12, 15], score: 0.2, class: 0 },
  { box: [8, 9, 12, 15], score: 0.9, class: 2 },
  { box: [24, 0, 56, 32], score: 0.3, class: 1 },
]

describe('yolov8', () => {
  it('reads [N, 4 + classes, boxes]', () => {
    const output = exchanged(rows)
    const recognition = yolov8.recognise(signatureFrom({ output }, size))
    expect(recognition).toMatchObject({ classes: 3, score: 0.8 })
    expect(decoded(recognition, { output }, size)).toEqual(found)
    expect(decoded(recognition, { output }, { ...size, multiLabel: false })).toEqual(found.slice(1))
  })

  it('reads [N, boxes, 4 + classes], less certain', () => {
    const recognition = yolov8.recognise(signatureFrom({ output: rows }, size))
    expect(recognition?.score).toBe(0.4)
    expect(decoded(recognition, { output: rows }, size)).toEqual(found)
  })

  it('reads the second image of a batch', () => {
    const batch = exchanged({
      dims: [2, 21, 7],
      data: Float32Array.of(...new Float32Array(147), ...rows.data),
    })
    const recognition = yolov8.recognise(signatureFrom({ output: [null, 7, 21] }, size))
    expect(decoded(recognition, { output: batch }, { ...size, image: 0 })).toEqual([])
    expect(decoded(recognition, { output: batch }, { ...size, image: 1 })).toEqual(found)
  })

  it('applies the sigmoid and the input size where a trial image shows that they are missing', () => {
    const output = tensorOfRows([1, 21, 6], { 4: [0.5, 0.25, 0.25, 0.125, 0, 3] }, [0.5, 0.5, 1, 1, -9, -9])
    const recognition = yolov8.recognise(signatureFrom({ output: exchanged(output) }, size))
    expect(recognition?.reason).toMatch(/before the sigmoid.*shares of the input size/)
    expect(decoded(recognition, { output: exchanged(output) }, size)).toEqual([
      { box: [12, 6, 20, 10], score: 0.5, class: 0 },
      { box: [12, 6, 20, 10], score: 0.9526, class: 1 },
    ])
  })

  it('is certain by the names of its detection module', () => {
    for (const name of [
      'model.22.cv2.0.2.weight',
      'model.22.dfl.conv.weight',
      '/model.23/cv3.1/cv3.1.2/Conv',
    ])
      expect(
        yolov8.recognise(signatureFrom({ output: [1, 7, 21] }, { ...size, identifiers: [name] }))?.score,
      ).toBe(0.95)
    const other = { ...size, identifiers: ['model.2.cv2.conv.weight'] }
    expect(yolov8.recognise(signatureFrom({ output: [1, 7, 21] }, other))?.score).toBe(0.8)
  })

  it('counts the classes that the metadata names, leaving keypoints and masks aside', () => {
    const signature = signatureFrom({ output: [1, 56, 21] }, { ...size, classNames: ['person'] })
    expect(yolov8.recognise(signature)?.classes).toBe(1)
    const segmentation = signatureFrom({ output: [1, 116, 21], masks: [1, 32, 8, 8] }, size)
    expect(yolov8.recognise(segmentation)?.classes).toBe(80)
  })
})

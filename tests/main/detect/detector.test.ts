import { describe, expect, it } from 'vitest'
import { Detector } from '../../../src/main/detect/detector.ts'
import { yolov10 } from '../../../src/main/detect/families/yolov10.ts'
import { yolov5 } from '../../../src/main/detect/families/yolov5.ts'
import type { Recognition } from '../../../src/main/detect/family.ts'
import { EVALUATION_NMS } from '../../../src/main/detect/nms-settings.ts'
import { signatureFrom, tensorOfRows } from './signature-from.ts'

function expected(recognition: Recognition | null): Recognition {
  if (recognition === null) throw new Error('expected the family to recognise the signature')
  return recognition
}

describe('Detector', () => {
  const size = { width: 32, height: 32 }

  it('decodes and suppresses, image after image', () => {
    const output = tensorOfRows([2, 63, 7], {
      0: [10, 10, 8, 8, 0.9, 0.5, 0],
      1: [10, 10, 8, 8, 0.9, 0.9, 0],
      63: [20, 20, 4, 4, 0.9, 0.9, 0.8],
    })
    const { decode } = expected(yolov5.recognise(signatureFrom({ output: [null, 63, 7] }, size)))
    const detector = new Detector({ decode, needsNms: true }, EVALUATION_NMS)
    const outputs = new Map([['output', output]])
    const first = detector.detect(outputs, 0, 32, 32)
    expect(first.count).toBe(1)
    expect(first.scores[0]).toBeCloseTo(0.81, 6)
    const second = detector.detect(outputs, 1, 32, 32)
    expect([...second.classes.subarray(0, second.count)]).toEqual([0, 1])
  })

  it('keeps overlapping boxes of networks that need no suppression', () => {
    const output = tensorOfRows([1, 5, 6], { 0: [1, 1, 9, 9, 0.5, 0], 1: [1, 1, 9, 9, 0.7, 0] })
    const { decode } = expected(yolov10.recognise(signatureFrom({ output: [null, 5, 6] }, size)))
    const detector = new Detector({ decode, needsNms: false }, EVALUATION_NMS)
    const found = detector.detect(new Map([['output', output]]), 0, 32, 32)
    expect([...found.scores.subarray(0, found.count)]).toEqual([Math.fround(0.7), 0.5])
  })

  it('refuses settings that make no sense', () => {
    const { decode } = expected(yolov10.recognise(signatureFrom({ output: [null, 5, 6] }, size)))
    const make = () => new Detector({ decode, needsNms: false }, { ...EVALUATION_NMS, iou: 2 })
    expect(make).toThrow(/IoU threshold between 0 and 1, got 2/)
  })
})

import { describe, expect, it } from 'vitest'
import { QuantbenchError } from '../../../../src/main/base/errors.ts'
import type { Tensor } from '../../../../src/main/base/tensor.ts'
import type { DetectorFamily } from '../../../../src/main/detect/family.ts'
import { rtDetr } from '../../../../src/main/detect/families/rt-detr.ts'
import { yolov10 } from '../../../../src/main/detect/families/yolov10.ts'
import { yolov5 } from '../../../../src/main/detect/families/yolov5.ts'
import { yolov6 } from '../../../../src/main/detect/families/yolov6.ts'
import { yolov8 } from '../../../../src/main/detect/families/yolov8.ts'
import { yolox } from '../../../../src/main/detect/families/yolox.ts'
import { seededRandom } from '../../../../src/main/base/random.ts'
import { predictionLayout } from '../../../../src/main/qat/task-loss/prediction-layout.ts'
import { exchanged, signatureFrom } from '../../detect/signature-from.ts'

const SIZE = { width: 32, height: 32 }

/** Rows of random boxes in pixels and probabilities; `fixed` puts the same number into a field of every row. */
function predictions(rows: number, fields: number, fixed: Record<number, number> = {}): Tensor {
  const random = seededRandom(5)
  const data = Float32Array.from({ length: rows * fields }, (_, at) => {
    const field = at % fields
    return fixed[field] ?? random.next() * (field < 4 ? 32 : 1)
  })
  return { data, dims: [1, rows, fields] }
}

function layoutOf(
  family: DetectorFamily,
  outputs: Record<string, Tensor>,
  classNames: string[] | null = null,
) {
  const recognition = family.recognise(signatureFrom(outputs, { ...SIZE, classNames }))
  if (recognition === null) throw new Error(`${family.id} does not know these outputs`)
  const { decode, classes } = recognition
  const detector = { family, decode, classes, needsNms: family.needsNms, inputSize: SIZE }
  return predictionLayout(detector, new Map(Object.entries(outputs)))
}

describe('predictionLayout', () => {
  it("finds YOLOv5's boxes, objectness and classes", () => {
    expect(layoutOf(yolov5, { output: predictions(63, 8) })).toEqual({
      output: 'output',
      rows: 63,
      fields: 8,
      fieldsFirst: false,
      objectness: 4,
      firstClass: 5,
      classes: 3,
    })
  })

  it("finds YOLOv8's in either order, leaving what is behind the classes", () => {
    const classNames = ['one', 'two', 'three']
    const rows = predictions(21, 9)
    const expected = { rows: 21, fields: 9, objectness: null, firstClass: 4, classes: 3 }
    expect(layoutOf(yolov8, { output: exchanged(rows) }, classNames)).toEqual({
      output: 'output',
      fieldsFirst: true,
      ...expected,
    })
    const others = { masks: { data: new Float32Array(8), dims: [1, 2, 2, 2] }, output: rows }
    expect(layoutOf(yolov8, others, classNames)).toEqual({
      output: 'output',
      fieldsFirst: false,
      ...expected,
    })
  })

  it('takes an objectness of 1 throughout for none', () => {
    expect(layoutOf(yolov6, { output: predictions(21, 8, { 4: 1 }) })).toMatchObject({
      objectness: null,
      firstClass: 5,
      classes: 3,
    })
    expect(layoutOf(yolox, { output: predictions(21, 8, { 2: 33 }) })).toMatchObject({ objectness: 4 })
  })

  it.each([
    ['finished detections', yolov10, { output: predictions(300, 6, { 4: 0.5, 5: 2 }) }],
    ['boxes of their own', rtDetr, { boxes: predictions(300, 4), scores: predictions(300, 80) }],
    ['boxes that are not decoded', yolox, { output: predictions(21, 8, { 0: 1, 1: 1, 2: 0.5, 3: 0.5 }) }],
    ['boxes as shares', yolov8, { output: predictions(21, 7, { 0: 0.5, 1: 0.5, 2: 0.25, 3: 0.25 }) }],
    ['logits', yolov8, { output: predictions(21, 7, { 4: -3, 6: 4 }) }],
  ] as const)('refuses %s with a way out', (_, family, outputs) => {
    const find = () => layoutOf(family, outputs)
    expect(find).toThrow(QuantbenchError)
    expect(find).toThrow(
      expect.objectContaining({
        code: 'MODEL_FAMILY',
        wayOut: expect.stringContaining('without suppression'),
      }),
    )
    expect(find).toThrow(family.title)
  })
})

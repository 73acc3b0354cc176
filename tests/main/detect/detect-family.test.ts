import { describe, expect, it } from 'vitest'
import { QuantbenchError } from '../../../src/main/base/errors.ts'
import { recogniseFamily, trialPreprocess } from '../../../src/main/detect/detect-family.ts'
import { DETECTOR_FAMILIES } from '../../../src/main/detect/families.ts'
import { loadModel } from '../../../src/main/onnx/decode.ts'
import { describeWithReference, reference } from '../../support/shared.ts'
import { modelFrom } from './model-from.ts'
import { tensorOfRows } from './signature-from.ts'

function thrownBy(run: () => unknown): QuantbenchError {
  try {
    run()
  } catch (error) {
    if (error instanceof QuantbenchError) return error
  }
  throw new Error('expected a QuantbenchError')
}

describe('recogniseFamily', () => {
  const known: [string, Record<string, number[]>, number | null][] = [
    ['yolov5', { output: [1, 25200, 85] }, 80],
    [
      'yolov5',
      { output: [1, 25200, 85], p3: [1, 3, 80, 80, 85], p4: [1, 3, 40, 40, 85], p5: [1, 3, 20, 20, 85] },
      80,
    ],
    ['yolov5', { output: [1, 25200, 117], masks: [1, 32, 160, 160] }, 80],
    ['yolov5-heads', { p3: [1, 3, 80, 80, 85], p4: [1, 3, 40, 40, 85], p5: [1, 3, 20, 20, 85] }, 80],
    ['yolov5-heads', { p3: [1, 255, 80, 80], p4: [1, 255, 40, 40], p5: [1, 255, 20, 20] }, 80],
    ['yolov8', { output0: [1, 84, 8400] }, 80],
    ['yolov8', { output0: [1, 116, 8400], output1: [1, 32, 160, 160] }, 80],
    ['yolov8', { output0: [1, 8400, 84] }, 80],
    ['yolox', { output: [1, 8400, 85] }, 80],
    ['yolov10', { output0: [1, 300, 6] }, null],
    ['rt-detr', { output0: [1, 300, 84] }, 80],
    ['rt-detr', { logits: [1, 300, 80], pred_boxes: [1, 300, 4] }, 80],
    [
      'efficient-nms',
      { num_dets: [1, 1], det_boxes: [1, 100, 4], det_scores: [1, 100], det_classes: [1, 100] },
      null,
    ],
    ['batched-rows', { output: [9, 7] }, null],
    ['boxes-labels-scores', { boxes: [9, 4], labels: [9], scores: [9] }, null],
  ]
  it.each(known)('finds %s in %o', (family, outputs, classes) => {
    const found = recogniseFamily(modelFrom({ outputs }))
    expect(found.family.id).toBe(family)
    expect(found.classes).toBe(classes)
    expect(found.preprocess).toMatchObject({ ...found.family.preprocess, width: 640, height: 640 })
  })

  it('knows NanoDet at its own sizes', () => {
    const model = modelFrom({ input: [1, 3, 320, 320], outputs: { output: [1, 2125, 112] } })
    expect(recogniseFamily(model).family.id).toBe('nanodet')
    expect(recogniseFamily(model).classes).toBe(80)
  })

  it('weighs the class names in the metadata', () => {
    const metadata = { names: JSON.stringify(['a', 'b']) }
    const ambiguous = { output0: [1, 300, 6] }
    expect(recogniseFamily(modelFrom({ outputs: ambiguous, metadata })).family.id).toBe('rt-detr')
    const rows = { output: [1, 8400, 6] }
    expect(recogniseFamily(modelFrom({ outputs: rows, metadata })).family.id).toBe('yolov8')
    expect(recogniseFamily(modelFrom({ outputs: rows, metadata: { names: '["a"]' } })).family.id).toBe(
      'yolox',
    )
  })

  it('lets a trial image decide between families of one shape', () => {
    const model = modelFrom({ input: [1, 3, 32, 32], outputs: { output: [1, 21, 85] } })
    const ones = [16, 16, 8, 8, 1, ...new Array<number>(80).fill(0.01)]
    const trial = new Map([['output', tensorOfRows([1, 21, 85], {}, ones)]])
    expect(recogniseFamily(model).family.id).toBe('yolox')
    const found = recogniseFamily(model, { trial })
    expect(found.family.id).toBe('yolov6')
    expect(found.alternatives.map(({ family }) => family)).toContain('yolov8')
  })

  it('finds shapes by a trial that inference cannot know', () => {
    const model = modelFrom({ outputs: { output: [1, 6] } })
    const trial = new Map([['output', tensorOfRows([1, 300, 6], { 0: [5, 5, 90, 90, 0.9, 3] })]])
    expect(recogniseFamily(model, { trial }).family.id).toBe('yolov10')
  })

  it('obeys what the user says', () => {
    const model = modelFrom({ input: ['n', 3, 'h', 'w'], outputs: { output: [1, 3549, 85] } })
    const overrides = {
      family: 'yolov6',
      size: { width: 416, height: 416 },
      color: 'bgr',
      normalise: 'imagenet',
    } as const
    const found = recogniseFamily(model, { overrides })
    expect(found.family.id).toBe('yolov6')
    expect(found.alternatives).toEqual([])
    expect(found.preprocess).toMatchObject({
      width: 416,
      height: 416,
      color: 'bgr',
      mean: [0.406, 0.456, 0.485],
    })
  })

  it('takes images last where the model does', () => {
    const model = modelFrom({ input: [1, 640, 640, 3], outputs: { output0: [1, 84, 8400] } })
    expect(recogniseFamily(model).preprocess.layout).toBe('nhwc')
  })

  it('names the outputs it found and the families it knows where none fits', () => {
    const error = thrownBy(() => recogniseFamily(modelFrom({ outputs: { probabilities: [1, 1000] } })))
    expect(error.code).toBe('MODEL_FAMILY')
    expect(error.message).toContain('probabilities [1, 1000]')
    for (const { id } of DETECTOR_FAMILIES) expect(error.wayOut).toContain(id)
  })

  it('says what a family expects where the one asked for does not fit', () => {
    const model = modelFrom({ outputs: { output0: [1, 84, 8400] } })
    const error = thrownBy(() => recogniseFamily(model, { overrides: { family: 'rt-detr' } }))
    expect(error).toMatchObject({ code: 'MODEL_FAMILY' })
    expect(error.wayOut).toContain('[N, 300, 4 + classes]')
  })

  it('refuses a family that does not exist', () => {
    const model = modelFrom({ outputs: { output0: [1, 84, 8400] } })
    const error = thrownBy(() => recogniseFamily(model, { overrides: { family: 'yolo' } }))
    expect(error).toMatchObject({ code: 'USAGE' })
    expect(error.wayOut).toContain('yolov8')
  })
})

describe('trialPreprocess', () => {
  it("is the likeliest family's, or YOLOv5's where none fits yet", () => {
    expect(trialPreprocess(modelFrom({ outputs: { output: [1, 8400, 85] } }))).toMatchObject({
      mode: 'topleft',
    })
    const unknown = modelFrom({ outputs: { output: [1, 6] } })
    expect(trialPreprocess(unknown, { color: 'bgr' })).toMatchObject({
      mode: 'letterbox',
      color: 'bgr',
      width: 640,
    })
  })
})

describeWithReference('models', 'recogniseFamily on real models', () => {
  it.each(['yolov5n', 'yolov7-topology'])('knows %s by shapes inferred through its dynamic axes', (name) => {
    const found = recogniseFamily(loadModel(reference(`models/${name}.onnx`)))
    expect(found).toMatchObject({ classes: 80, inputSize: { width: 640, height: 640 }, needsNms: true })
    expect(found.family.id).toBe('yolov5')
    expect(found.reason).toContain('[N, 25200, 85]')
    expect(found.reason).toContain('boxes in pixels')
  })
})

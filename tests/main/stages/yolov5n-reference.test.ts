import { readFileSync } from 'node:fs'
import { beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { computeMethods } from '../../../src/main/calib/methods.ts'
import { openDataset, type Dataset } from '../../../src/main/data/dataset.ts'
import { imageSize } from '../../../src/main/data/image.ts'
import type { RecognisedDetector } from '../../../src/main/detect/detect-family.ts'
import { layersOf } from '../../../src/main/onnx/layers.ts'
import type { Model } from '../../../src/main/onnx/model.ts'
import { recipeFrom } from '../../../src/main/quant/recipe.ts'
import { calibrateModel, type Calibration } from '../../../src/main/stages/calibrate.ts'
import { evaluateModel } from '../../../src/main/stages/evaluate.ts'
import { openModelFile, type ModelFile } from '../../../src/main/stages/model-file.ts'
import { openDetector } from '../../../src/main/stages/open-detector.ts'
import { preparedCopy, quantizeCalibrated, tensorsToObserve } from '../../../src/main/stages/quantize.ts'
import { describeWithReference, reference } from '../../support/shared.ts'

const statistics = z.object({ AP: z.number(), AP50: z.number() })
const expectedSchema = z.object({ stats: z.record(z.string(), statistics) })
const amaxSchema = z.record(
  z.string(),
  z.object({ max: z.number(), mse: z.number(), percentile_99_99: z.number(), entropy: z.number() }),
)

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(reference(path), 'utf8'))
}

describeWithReference('oracles/yolov5n', 'YOLOv5n on coco-mini', () => {
  let file: ModelFile
  let detector: RecognisedDetector
  let evaluation: Dataset
  let prepared: Model
  let calibration: Calibration
  let stats: z.infer<typeof expectedSchema>['stats']

  beforeAll(async () => {
    stats = expectedSchema.parse(readJson('oracles/yolov5n/expected.json')).stats
    const options = { onProblem: 'stop', sizeOf: imageSize } as const
    file = openModelFile(reference('models/yolov5n.onnx'))
    evaluation = await openDataset({ data: reference('coco-mini'), split: 'val2017' }, options)
    const images = await openDataset({ data: reference('coco-mini'), split: 'train2017' }, options)
    detector = await openDetector(file.model, 'yolov5n', evaluation.images[0].file)
    prepared = preparedCopy(file.model)
    const tensors = tensorsToObserve(prepared, [recipeFrom({ headFloat: 'off' })])
    calibration = await calibrateModel(prepared, tensors, images, detector.preprocess)
  })

  it("measures the reference pipeline's accuracy", async () => {
    const { coco, detections } = await evaluateModel(file.path, detector, evaluation)
    // Decoding, resizing and NMS are the reference's bit for bit; what is left is float noise of the kernels.
    expect(Math.abs(coco.stats.AP - stats['fp32_square'].AP)).toBeLessThan(1e-4)
    expect(Math.abs(coco.stats.AP50 - stats['fp32_square'].AP50)).toBeLessThan(1e-4)
    expect(detections.count).toBe(19_699)
  })

  it('observes the ranges of the reference, for every convolution and method', () => {
    const expected = amaxSchema.parse(readJson('oracles/yolov5n/amax.json'))
    const layers = new Map(layersOf(prepared.graph).map((layer) => [layer.name, layer]))
    for (const [name, amax] of Object.entries(expected)) {
      const histogram = calibration.histograms.get(layers.get(name)?.node.input(0)?.name ?? '')
      if (histogram === undefined) throw new Error(`${name} was not observed`)
      const found = computeMethods(histogram)
      // The activations come from other kernels (PyTorch's), so their last digits differ.
      expect(found.max / amax.max).toBeCloseTo(1, 5)
      expect(found.percentile / amax.percentile_99_99).toBeCloseTo(1, 2)
      expect(found.mse / amax.mse).toBeCloseTo(1, 2)
      expect(found.entropy / amax.entropy).toBeCloseTo(1, 2)
    }
    expect(Object.keys(expected)).toHaveLength(60)
  })

  it.each([
    ['max', 'ptq_max'],
    ['percentile', 'ptq_percentile_99_99'],
    ['mse', 'ptq_mse'],
    ['entropy', 'ptq_entropy'],
  ] as const)("loses with %s what the reference's recipe loses", async (method, name) => {
    const recipe = recipeFrom({ method, rules: 'off', add: 'none' })
    const { model, quantizers } = quantizeCalibrated(prepared, recipe, calibration)
    expect(quantizers).toHaveLength(49 + 57)
    const { coco } = await evaluateModel(model, detector, evaluation)
    // Kernels alone move AP by 0.002 on 79 images; 0.006 is three times that.
    expect(Math.abs(coco.stats.AP - stats[name].AP)).toBeLessThan(0.006)
  })
})

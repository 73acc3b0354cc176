import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDataset, type Dataset } from '../../../../src/main/data/dataset.ts'
import { imageSize } from '../../../../src/main/data/image.ts'
import type { RecognisedDetector } from '../../../../src/main/detect/detect-family.ts'
import { EVALUATION_NMS } from '../../../../src/main/detect/nms-settings.ts'
import { encodeModel } from '../../../../src/main/onnx/encode.ts'
import type { Model } from '../../../../src/main/onnx/model.ts'
import { floatsOf } from '../../../../src/main/onnx/tensor.ts'
import { planFrom } from '../../../../src/main/qat/plan.ts'
import { recipeFrom } from '../../../../src/main/quant/recipe.ts'
import { calibrateModel } from '../../../../src/main/stages/calibrate.ts'
import { fineTuneModel, type FineTuned } from '../../../../src/main/stages/fine-tune.ts'
import { openModelFile, type ModelFile } from '../../../../src/main/stages/model-file.ts'
import { openDetector } from '../../../../src/main/stages/open-detector.ts'
import { preparedCopy, quantizeCalibrated, tensorsToObserve } from '../../../../src/main/stages/quantize.ts'
import { writeTinyDataset, writeTinyDetector } from '../../../support/tiny-detector.ts'

const HEAD = 'model.1.cv3.1.weight'

describe('fine-tuning with a task loss', () => {
  let folder: string
  let file: ModelFile
  let parent: ModelFile
  let train: Dataset
  let detector: RecognisedDetector

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'task-loss-'))
    await writeTinyDataset(folder, 4)
    file = openModelFile(writeTinyDetector(folder))
    train = await openDataset({ data: folder, split: 'train2017' }, { onProblem: 'stop', sizeOf: imageSize })
    detector = await openDetector(file.model, 'tiny', train.images[0].file)
    const prepared = preparedCopy(file.model)
    const recipe = recipeFrom({ headFloat: 'on' })
    const tensors = tensorsToObserve(prepared, [recipe])
    const calibration = await calibrateModel(prepared, tensors, train, detector.preprocess)
    const path = join(folder, 'parent.onnx')
    await writeFile(path, encodeModel(quantizeCalibrated(prepared, recipe, calibration).model))
    parent = openModelFile(path)
  })

  afterAll(() => rm(folder, { recursive: true, force: true }))

  function tune(taskLoss: number, other: RecognisedDetector = detector): Promise<FineTuned> {
    const rates = [{ from: 0, rate: 1e-4 }]
    const plan = planFrom({ iterations: 4, epochs: 1, batch: 2, rates, taskLoss, augment: { flip: 0.5 } })
    const settings = { device: 'cpu', threads: 2, onBadImage: 'stop', nms: EVALUATION_NMS } as const
    return fineTuneModel({ file, parent, detector: other, train, evaluation: train, plan, ...settings })
  }

  function headOf({ graph }: Model): number[] {
    const { initializer } = graph.get(HEAD)
    return initializer === null ? [] : [...floatsOf(initializer)]
  }

  it('feeds labels beside the images, adds their loss and trains on it', async () => {
    const [without, withLabels, twice] = [await tune(0), await tune(1), await tune(2)]
    expect(withLabels.losses).toHaveLength(4)
    const own = withLabels.losses[0] - without.losses[0]
    expect(own).toBeGreaterThan(0)
    expect((twice.losses[0] - without.losses[0]) / own).toBeCloseTo(2, 3)
    expect(headOf(without.model)).toEqual(headOf(parent.model))
  })

  it('refuses detectors whose predictions it cannot read, before anything is trained', async () => {
    await expect(tune(1, { ...detector, needsNms: false })).rejects.toMatchObject({ code: 'MODEL_FAMILY' })
  })
})

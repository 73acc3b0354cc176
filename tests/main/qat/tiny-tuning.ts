import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openDataset, type Dataset } from '../../../src/main/data/dataset.ts'
import { imageSize } from '../../../src/main/data/image.ts'
import { EVALUATION_NMS } from '../../../src/main/detect/nms-settings.ts'
import { encodeModel } from '../../../src/main/onnx/encode.ts'
import { floatsOf } from '../../../src/main/onnx/tensor.ts'
import { planFrom, type PartialPlan } from '../../../src/main/qat/plan.ts'
import { storeWeights } from '../../../src/main/qat/trained-weights.ts'
import { recipeFrom } from '../../../src/main/quant/recipe.ts'
import { calibrateModel } from '../../../src/main/stages/calibrate.ts'
import type { FineTuneSpec } from '../../../src/main/stages/fine-tune-spec.ts'
import { openModelFile } from '../../../src/main/stages/model-file.ts'
import { openDetector } from '../../../src/main/stages/open-detector.ts'
import { preparedCopy, quantizeCalibrated, tensorsToObserve } from '../../../src/main/stages/quantize.ts'

/** The tiny detector's folder: the model, its data, and a quantized model once `writeTinyParent` has made it. */
export interface TinyFiles {
  folder: string
  model: string
  data: string
}

export const STEM = 'model.0.conv.weight'

function open(data: string, prefer: 'train' | 'val'): Promise<Dataset> {
  return openDataset({ data, prefer }, { onProblem: 'stop', sizeOf: imageSize })
}

function parentPath(folder: string): string {
  return join(folder, 'parent.onnx')
}

/**
 * Quantizes the tiny detector and makes it blind to red, by a stem whose filters for it are zero: something for
 * fine-tuning to repair.
 */
export async function writeTinyParent({ folder, model, data }: TinyFiles): Promise<void> {
  const train = await open(data, 'train')
  const file = openModelFile(model)
  const detector = await openDetector(file.model, 'tiny', train.images[0].file)
  const prepared = preparedCopy(file.model)
  const recipe = recipeFrom({ method: 'max' })
  const calibration = await calibrateModel(
    prepared,
    tensorsToObserve(prepared, [recipe]),
    train,
    detector.preprocess,
  )
  const { model: parent } = quantizeCalibrated(prepared, recipe, calibration)
  const { initializer } = parent.graph.get(STEM)
  if (initializer === null) throw new Error('The tiny detector has no stem')
  // Six filters over three channels; 0 and 3 look for red.
  const blind = floatsOf(initializer).map((weight, at) => (Math.floor(at / 3) % 3 === 0 ? 0 : weight))
  storeWeights(parent, new Map([[STEM, blind]]))
  writeFileSync(parentPath(folder), encodeModel(parent))
}

/** Fine-tuning on the tiny dataset, in one thread. */
export async function tinySpec(
  { folder, model, data }: TinyFiles,
  plan: PartialPlan,
  changes: Partial<FineTuneSpec> = {},
): Promise<FineTuneSpec> {
  const file = openModelFile(model)
  const evaluation = await open(data, 'val')
  const detector = await openDetector(file.model, 'tiny', evaluation.images[0].file)
  return {
    file,
    parent: openModelFile(parentPath(folder)),
    detector,
    train: await open(data, 'train'),
    evaluation,
    plan: planFrom(plan),
    nms: EVALUATION_NMS,
    device: 'cpu',
    threads: 1,
    onBadImage: 'stop',
    ...changes,
  }
}

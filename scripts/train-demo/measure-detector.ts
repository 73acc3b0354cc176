import type { Dataset } from '../../src/main/data/dataset.ts'
import { recogniseFamily } from '../../src/main/detect/detect-family.ts'
import type { Model } from '../../src/main/onnx/model.ts'
import { evaluateModel } from '../../src/main/stages/evaluate.ts'

/** AP and AP50 of a detector on a dataset, as `quantbench eval` measures them. Throws what `evaluateModel` throws. */
export async function measureDetector(model: Model, data: Dataset): Promise<{ AP: number; AP50: number }> {
  const { coco } = await evaluateModel(model, recogniseFamily(model), data, { batch: 8 })
  const { AP, AP50 } = coco.stats
  return { AP, AP50 }
}

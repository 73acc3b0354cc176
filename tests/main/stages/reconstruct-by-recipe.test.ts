import { describe, expect, it } from 'vitest'
import { openDataset } from '../../../src/main/data/dataset.ts'
import { imageSize } from '../../../src/main/data/image.ts'
import { constantOf } from '../../../src/main/onnx/constants.ts'
import { encodeModel } from '../../../src/main/onnx/encode.ts'
import { layersOf } from '../../../src/main/onnx/layers.ts'
import type { Model } from '../../../src/main/onnx/model.ts'
import { floatsOf } from '../../../src/main/onnx/tensor.ts'
import { quantizeModel } from '../../../src/main/quant/quantize-model.ts'
import { recipeFrom } from '../../../src/main/quant/recipe.ts'
import { openModelFile } from '../../../src/main/stages/model-file.ts'
import { openDetector } from '../../../src/main/stages/open-detector.ts'
import { preparedCopy } from '../../../src/main/stages/quantize.ts'
import {
  learnByRecipe,
  quantizeCorrected,
  reconstructs,
} from '../../../src/main/stages/reconstruct-by-recipe.ts'
import { useTinyWorkspace } from '../../support/tiny-workspace.ts'

const workspace = useTinyWorkspace()

const ranges = {
  activations: { amax: (tensor: string) => (tensor === 'images' ? 1 : 3), merged: () => undefined },
}

function recipe(fields: object, exclude: readonly string[] = []) {
  const whole = recipeFrom({ headFloat: 'off', exclude, reconstruction: { steps: 20, ...fields } })
  return reconstructs(whole) ? whole : expect.fail()
}

async function learned(fields: object) {
  const file = openModelFile(workspace.model)
  const dataset = await openDataset({ data: workspace.data }, { onProblem: 'stop', sizeOf: imageSize })
  const { preprocess } = await openDetector(file.model, 'tiny', dataset.images[0].file)
  const prepared = preparedCopy(file.model)
  const whole = recipe(fields)
  const reconstruction = await learnByRecipe(prepared, whole, ranges, { dataset, preprocess }, { threads: 1 })
  return { prepared, whole, ...reconstruction }
}

/** Weights and bias of a layer, as stored. */
function constantsOf({ graph }: Model, name: string): number[] {
  const layer = layersOf(graph).find((other) => other.name === name) ?? expect.fail()
  return [layer.weight, layer.bias].flatMap((value) => {
    const stored = constantOf(value)
    return stored === null ? [] : [...floatsOf(stored)]
  })
}

const STEM = 'model.0.conv'
const HEAD = 'model.1.cv3.1'

describe('quantizeCorrected', () => {
  it('makes the model that was learned, bit for bit', async () => {
    const {
      prepared,
      whole,
      model,
      learned: corrections,
    } = await learned({ biasCorrection: ['.'], adaround: ['.'] })
    const again = quantizeCorrected(prepared, whole, ranges, corrections)
    expect(encodeModel(again.model)).toEqual(encodeModel(model))
    expect(encodeModel(model)).not.toEqual(encodeModel(quantizeModel(prepared, whole, ranges).model))
  })

  it('corrects the layers that are to be, and those alone', async () => {
    const { prepared, learned: corrections, model } = await learned({ biasCorrection: ['.'] })
    const some = recipe({ biasCorrection: [`${HEAD}$`] })
    const found = quantizeCorrected(prepared, some, ranges, corrections).model
    expect(constantsOf(found, HEAD)).toEqual(constantsOf(model, HEAD))
    expect(constantsOf(found, HEAD)).not.toEqual(constantsOf(prepared, HEAD))
    expect(constantsOf(found, STEM)).toEqual(constantsOf(prepared, STEM))
  })

  it('leaves a layer that is float as it was, and the others as they were learned with it quantized', async () => {
    const {
      prepared,
      learned: corrections,
      model,
    } = await learned({ biasCorrection: ['.'], adaround: ['.'] })
    const fields = { biasCorrection: ['.'], adaround: ['.'], exclude: [] }
    const found = quantizeCorrected(prepared, recipe(fields, [`${STEM}$`]), ranges, corrections).model
    expect(constantsOf(found, STEM)).toEqual(constantsOf(prepared, STEM))
    expect(constantsOf(found, HEAD)).toEqual(constantsOf(model, HEAD))
    const again = await learnByRecipe(prepared, recipe(fields, [`${STEM}$`]), ranges, await images(), {
      threads: 1,
    })
    expect([...again.learned.shifts.keys()]).toContain(STEM)
    expect(again.learned.shifts).toEqual(corrections.shifts)
    expect(again.learned.weights).toEqual(corrections.weights)
  })
})

async function images() {
  const file = openModelFile(workspace.model)
  const dataset = await openDataset({ data: workspace.data }, { onProblem: 'stop', sizeOf: imageSize })
  const { preprocess } = await openDetector(file.model, 'tiny', dataset.images[0].file)
  return { dataset, preprocess }
}

import { seededRandom } from '../../../src/main/base/random.ts'
import { sizeOf, type Tensor } from '../../../src/main/base/tensor.ts'
import type { CalibrationInput } from '../../../src/main/calib/collect.ts'
import { Histogram } from '../../../src/main/calib/histogram.ts'
import type { Model } from '../../../src/main/onnx/model.ts'
import { rangesFromHistograms } from '../../../src/main/quant/histogram-ranges.ts'
import { observedTensors } from '../../../src/main/quant/observed-tensors.ts'
import { quantizeModel } from '../../../src/main/quant/quantize-model.ts'
import { recipeFrom } from '../../../src/main/quant/recipe.ts'
import { openSession } from '../../../src/main/session/session.ts'
import { tapModel } from '../../../src/main/session/taps.ts'

/**
 * Images whose channels and pixels vary together: each has one brightness, with a little noise. All values are levels
 * of INT8 at the scale 1/64, the highest of which occurs, so that quantizing the images loses nothing.
 */
export function correlatedImages(count: number, dims: readonly number[], seed = 3): Tensor[] {
  const random = seededRandom(seed)
  const images = Array.from({ length: count }, () => {
    const brightness = random.normal()
    const data = Float32Array.from({ length: sizeOf(dims) }, () => {
      const level = Math.round(64 * (brightness + 0.1 * random.normal()))
      return Math.min(Math.max(level, -127), 127) / 64
    })
    return { data, dims }
  })
  images[0].data[0] = 127 / 64
  return images
}

/** The images one by one, as a calibration pass hands them out; `onImage` hears of each. */
export function imagesFrom(all: readonly Tensor[], onImage: () => void = () => undefined): CalibrationInput {
  return async function* (_batch, from, to) {
    for (const input of all.slice(from, to)) {
      await Promise.resolve()
      onImage()
      yield { input, release: () => undefined }
    }
  }
}

/** The model quantized by maxima over the images, head included, scale rules off. */
export async function quantizedBy(model: Model, images: readonly Tensor[]): Promise<Model> {
  const recipe = recipeFrom({ method: 'max', headFloat: 'off', rules: 'off' })
  const tensors = observedTensors(model.graph, recipe)
  const input = model.graph.inputs[0].name
  const inner = tensors.filter((name) => name !== input)
  const histograms = new Map(tensors.map((name) => [name, new Histogram()]))
  const session = inner.length === 0 ? null : await openSession(tapModel(model, inner))
  for (const image of images) {
    const found = { [input]: image, ...(await session?.run({ [input]: image })) }
    for (const [name, histogram] of histograms) histogram.add(found[name].data)
  }
  await session?.close()
  return quantizeModel(model, recipe, { activations: rangesFromHistograms(histograms) }).model
}

/** Outputs of a model for every image. */
export async function outputsOf(
  model: Model,
  images: readonly Tensor[],
  tensor = model.graph.outputs[0].name,
): Promise<Float32Array[]> {
  const session = await openSession(tapModel(model, [tensor]))
  const found: Float32Array[] = []
  for (const image of images)
    found.push((await session.run({ [model.graph.inputs[0].name]: image }))[tensor].data)
  await session.close()
  return found
}

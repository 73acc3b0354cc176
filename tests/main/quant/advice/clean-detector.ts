import { seededRandom } from '../../../../src/main/base/random.ts'
import { Histogram } from '../../../../src/main/calib/histogram.ts'
import type { Model } from '../../../../src/main/onnx/model.ts'
import type { Dim } from '../../../../src/main/onnx/proto.ts'
import type { Value } from '../../../../src/main/onnx/value.ts'
import { graphFacts, type GraphFacts } from '../../../../src/main/quant/advice/graph-facts.ts'
import type { ObservedActivations } from '../../../../src/main/quant/advice/measured-facts.ts'
import { rangesFromHistograms } from '../../../../src/main/quant/histogram-ranges.ts'
import { observedTensors } from '../../../../src/main/quant/observed-tensors.ts'
import { quantizeModel } from '../../../../src/main/quant/quantize-model.ts'
import { recipeFrom, type Recipe } from '../../../../src/main/quant/recipe.ts'
import { preparedCopy } from '../../../../src/main/stages/quantize.ts'
import { DetectorBuilder } from '../detector-builder.ts'

const SIDE = 32

interface CleanOptions {
  opset?: number
  input?: readonly Dim[]
  act?: boolean
  /** Channels of the body. */
  width?: number
  /** Stands between body and head; has to keep the number of channels or note its own. */
  body?: (builder: DetectorBuilder, x: Value) => Value
  /** Stands behind the head. */
  tail?: (builder: DetectorBuilder, x: Value) => Value
}

/** Small, and nothing wrong with it: stem, a block of two branches joined by a Concat, a head and its decoding. */
export function cleanDetector(options: CleanOptions = {}): Model {
  const { opset = 13, input = [1, 3, SIDE, SIDE], act = false, width = 32, body, tail } = options
  const builder = new DetectorBuilder({ opset })
  const conv = (path: string, x: Value, out: number, kernel = 1, stride = 1) => {
    const y = builder.conv(path, x, out, { kernel, stride, act })
    return act ? y : builder.feature(builder.named(`${path}.act.Relu`, 'Relu', [y]), out)
  }
  const image = builder.feature(builder.input('images', input), 3)
  const stem = conv('model.1', conv('model.0', image, 16, 3), width, 3, 2)
  const branches = [conv('model.2.cv1', stem, width), conv('model.2.cv2', stem, width)]
  const block = conv('model.2.cv3', builder.concat('model.2', branches), width, 3)
  const features = body === undefined ? block : body(builder, block)
  const head = builder.conv('model.9.m.0', conv('model.8', features, 32, 3), 24, { act: false })
  const decoded = builder.named('model.9.Sigmoid', 'Sigmoid', [head])
  builder.output(tail === undefined ? decoded : tail(builder, decoded))
  return builder.model
}

const DIMS = new Map([['images', [1, 3, SIDE, SIDE]]])

export function factsOf(model: Model, recipe: Partial<Recipe> = {}): GraphFacts {
  return graphFacts(model, recipeFrom(recipe), DIMS)
}

/** Values as activations are: many small ones, ten thousand of them, the same every time. */
export function usualValues(seed = 1, deviation = 1): Float32Array {
  const random = seededRandom(seed)
  return Float32Array.from({ length: 10_000 }, () => deviation * random.normal())
}

export function histogramOf(values: Float32Array): Histogram {
  const histogram = new Histogram()
  histogram.add(values)
  return histogram
}

const EVERYTHING = recipeFrom({ add: 'both', concatInputs: true, headFloat: 'off' })

/** Activations as a calibration would have seen them; `special` gives those of some tensors by their name's beginning. */
export function observed(
  { float }: GraphFacts,
  special: Readonly<Record<string, Float32Array>> = {},
): ObservedActivations {
  if (float === null) throw new Error('the model cannot be prepared')
  const tensors = observedTensors(float.model.graph, EVERYTHING)
  const histograms = tensors.map((name, index) => {
    const [, values = usualValues(index)] =
      Object.entries(special).find(([beginning]) => name.startsWith(beginning)) ?? []
    return [name, histogramOf(values)] as const
  })
  return { images: 100, histograms: new Map(histograms), halves: null }
}

/** The model with Q/DQ by a recipe, from usual activations. */
export function quantized(model: Model, recipe: Partial<Recipe> = {}): Model {
  const { histograms } = observed(factsOf(model))
  return quantizeModel(preparedCopy(model), recipeFrom(recipe), {
    activations: rangesFromHistograms(histograms),
  }).model
}

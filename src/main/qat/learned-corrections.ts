import { constantOf } from '../onnx/constants.ts'
import { layersOf } from '../onnx/layers.ts'
import type { Model } from '../onnx/model.ts'
import { floatsOf, tensorFrom } from '../onnx/tensor.ts'
import { copyModel } from '../session/taps.ts'
import { quantizedWeights } from './adaround/quantized-weights.ts'
import { addToBias } from './bias-correction/add-to-bias.ts'

/** What bias correction and AdaRound have learned for the layers of a quantized model. */
export interface LearnedCorrections {
  /** What is added to each layer's bias, one number a channel, by layer in the order of adding. */
  readonly shifts: ReadonlyMap<string, Float32Array>
  /** Weights at the centres of the levels that were learned, by initializer. */
  readonly weights: ReadonlyMap<string, Float32Array>
}

/** Which layers take over what was learned for them. */
export interface WantedCorrections {
  biasCorrection(layer: string): boolean
  adaround(layer: string): boolean
}

/**
 * A copy of a quantized model in which layers have what was learned for them in another quantization of the same float
 * model by the same ranges of weights: each by itself, and only those whose weights are quantized here as well. Weights
 * that a float layer reads too stay.
 */
export function withCorrections(
  quantized: Model,
  { shifts, weights }: LearnedCorrections,
  wanted: WantedCorrections,
): Model {
  const model = copyModel(quantized)
  const { graph } = model
  const found = quantizedWeights(graph)
  for (const { tensor, dims, layers } of found) {
    const learned = weights.get(tensor.name)
    const isOwn = tensor.consumers.every((node) => node.is('QuantizeLinear'))
    if (learned !== undefined && isOwn && layers.some(({ name }) => wanted.adaround(name)))
      graph.setInitializer(tensor, tensorFrom(tensor.name, dims, learned))
  }
  const corrected = new Set(found.flatMap(({ layers }) => layers.map(({ name }) => name)))
  const byName = new Map(layersOf(graph).map((layer) => [layer.name, layer]))
  for (const [name, shift] of shifts) {
    const layer = byName.get(name)
    if (layer !== undefined && corrected.has(name) && wanted.biasCorrection(name))
      addToBias(graph, layer, shift)
  }
  return model
}

/** The weights of a model whose rounding was learned, by initializer. */
export function learnedWeights({ graph }: Model): Map<string, Float32Array> {
  return new Map(
    quantizedWeights(graph).flatMap(({ tensor }) => {
      const stored = constantOf(tensor)
      return stored === null ? [] : [[tensor.name, floatsOf(stored).slice()]]
    }),
  )
}

import type { Layer } from '../../onnx/layers.ts'
import { sqnrAt } from './activation-ranges.ts'
import type { AdviceFacts } from './rule.ts'

/**
 * Estimate of how well a layer's output survives the quantization of its input and weights, in dB: both errors are
 * taken as independent noise, whose powers add up relative to the signal (Lin et al., Fixed Point Quantization of Deep
 * Convolutional Networks, 2016, eq. 8). Of the weights alone where the input was not observed; null for a layer that
 * is not quantized.
 */
export function layerSqnr({ graph: { float }, measured, ranges }: AdviceFacts, layer: Layer): number | null {
  if (float === null || !float.placement.layers.some(({ name }) => name === layer.name)) return null
  const weights = float.weights.find((facts) => facts.layer.name === layer.name)
  if (weights === undefined) return null
  const input = layer.node.input(1 - layer.weightInput)?.name ?? ''
  const histogram = measured.activations?.histograms.get(input)
  const amax = ranges.get(input)
  const ofInput = histogram === undefined || amax === undefined ? Infinity : sqnrAt(histogram, amax)
  return -10 * Math.log10(10 ** (-weights.sqnrDb / 10) + 10 ** (-ofInput / 10))
}

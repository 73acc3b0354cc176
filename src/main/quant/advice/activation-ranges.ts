import { errorCurve } from '../../calib/error-curve.ts'
import type { Histogram } from '../../calib/histogram.ts'
import { LEVELS } from '../../calib/scale.ts'
import { rangesFromHistograms } from '../histogram-ranges.ts'
import { resolveRanges } from '../resolve-ranges.ts'
import type { GraphFacts } from './graph-facts.ts'
import type { ObservedActivations } from './measured-facts.ts'

/**
 * amax of the quantized activations by tensor: that of the model's own quantizers, or what the recipe makes of the
 * histograms; empty where there are neither.
 */
export function activationRanges(
  { float, quantizers, recipe }: GraphFacts,
  observed: ObservedActivations | null,
): Map<string, number> {
  if (quantizers.length > 0) {
    const activations = quantizers.filter(({ kind, scales }) => kind === 'activation' && scales.length === 1)
    return new Map(activations.map(({ tensor, scales }) => [tensor, scales[0] * LEVELS]))
  }
  if (float === null || observed === null) return new Map()
  const { histograms } = observed
  const points = float.placement.activations.filter(({ tensor }) => histograms.has(tensor.name))
  const groups = recipe.rules === 'on' ? float.groups : []
  const whole = groups.filter((group) => group.points.every(({ tensor }) => histograms.has(tensor.name)))
  return resolveRanges(points, whole, rangesFromHistograms(histograms), recipe).amax
}

/** Signal to quantization noise of a tensor with one amax, in dB; infinite where nothing is lost. */
export function sqnrAt(histogram: Histogram, amax: number): number {
  const curve = errorCurve(histogram, [amax], 2)
  return curve.sqnr[curve.amax.indexOf(amax)] ?? Infinity
}

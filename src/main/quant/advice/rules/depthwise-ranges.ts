import { percentileOf } from '../../../base/quantiles.ts'
import { changeModel, changeRecipe, counted, ofLayers } from '../finding.ts'
import { macsPercent } from '../graph-facts.ts'
import { layerPattern } from '../../recipe-change.ts'
import { needsFloatGraph, type AdviceRule } from '../rule.ts'
import { SOURCES } from '../sources.ts'
import type { WeightFacts } from '../weight-facts.ts'

/** 127 / 32: on the scale of the largest channel, a tenth of the channels have fewer than four levels. */
const WIDE = 32

/** Depthwise convolutions whose channels differ so much in range that no common scale suits them. */
export const depthwiseRanges: AdviceRule = {
  id: 'depthwise-ranges',
  title: 'depthwise convolutions with wide ranges from channel to channel',
  sources: [SOURCES.equalization, SOURCES.whitepaper],
  needs: needsFloatGraph,
  find({ graph: { float, quantizers } }) {
    if (float === null) return []
    const quantized = new Set(float.placement.layers.map(({ name }) => name))
    const found = float.weights
      .filter(({ depthwise, layer }) => depthwise && quantized.has(layer.name))
      .map((facts) => ({ layer: facts.layer, ratio: rangeRatio(facts) }))
      .filter(({ ratio }) => ratio >= WIDE)
    if (found.length === 0) return []
    const layers = found.map(({ layer }) => layer)
    const patch = { exclude: layers.map(({ name }) => layerPattern(name)) }
    const text =
      'Equalize the ranges with those of the layers around (cross-layer equalization) before export, or leave these layers float.'
    return [
      {
        severity: 'warning',
        title: `${counted(layers.length, 'depthwise convolution')} with wide channel ranges`,
        ...ofLayers(layers),
        evidence: [
          ...found.map(({ layer, ratio }) => ({
            what: 'largest channel range over the 10th percentile',
            value: ratio,
            unit: 'x',
            subject: layer.name,
          })),
          { what: 'share of the multiply-accumulates', value: macsPercent(float, layers), unit: '%' },
        ],
        reason:
          'A scale a channel saves the weights, but the output of the layer has one scale for all its channels: the small ones keep a few levels of 127.',
        change:
          quantizers.length > 0 ? changeModel('equalize-channels', text, patch) : changeRecipe(patch, text),
      },
    ]
  },
}

/** The largest channel amax over the 10th percentile of those that are not dead. */
function rangeRatio({ amax, dead }: WeightFacts): number {
  const alive = amax.filter((_, channel) => !dead.includes(channel)).sort()
  return alive.length === 0 ? 1 : alive[alive.length - 1] / percentileOf(alive, 10)
}

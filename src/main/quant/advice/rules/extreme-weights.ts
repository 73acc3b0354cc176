import { changeModel, changeRecipe, counted, ofLayers, type RuleFinding } from '../finding.ts'
import { layerPattern } from '../../recipe-change.ts'
import { needsFloatGraph, type AdviceFacts, type AdviceRule } from '../rule.ts'
import { SOURCES } from '../sources.ts'
import type { WeightFacts } from '../weight-facts.ts'

/** A channel this much above the median one leaves the others four levels in the output. YOLOv5n reaches 5.4. */
const EXTREME = 32
/** A twentieth of the amplitude is noise. The worst channel of YOLOv5n has 30 dB. */
const POOR_DB = 25

/** Single weights or channels far larger than the rest of their layer. */
export const extremeWeights: AdviceRule = {
  id: 'extreme-weights',
  title: 'weights or channels far larger than the rest of their layer',
  sources: [SOURCES.equalization, SOURCES.integerPrinciples],
  needs: needsFloatGraph,
  find(facts) {
    const { float } = facts.graph
    if (float === null) return []
    const quantized = new Set(float.placement.layers.map(({ name }) => name))
    const all = float.weights.filter(({ layer, depthwise }) => quantized.has(layer.name) && !depthwise)
    return [...extremeChannels(all, facts), ...coarseChannels(all, facts)]
  },
}

function extremeChannels(all: readonly WeightFacts[], facts: AdviceFacts): RuleFinding[] {
  const found = all.filter((weights) => ratioOf(weights) >= EXTREME)
  if (found.length === 0) return []
  const layers = found.map(({ layer }) => layer)
  return [
    {
      variant: 'channel',
      severity: 'warning',
      title: `${counted(layers.length, 'layer')} with an extreme channel`,
      ...ofLayers(layers),
      evidence: found.map((weights) => ({
        what: 'largest channel range over the median',
        value: ratioOf(weights),
        unit: 'x',
        subject: weights.layer.name,
      })),
      reason:
        'That channel sets the scale of the whole output, which has one for all channels; the others keep a few of its levels.',
      change: leaveFloat(facts, found),
    },
  ]
}

function ratioOf({ amax, medianAmax }: WeightFacts): number {
  return medianAmax === 0 ? 1 : amax.reduce((most, value) => Math.max(most, value), 0) / medianAmax
}

function coarseChannels(all: readonly WeightFacts[], facts: AdviceFacts): RuleFinding[] {
  const found = all.filter(({ worst }) => worst.sqnrDb < POOR_DB)
  if (found.length === 0) return []
  const layers = found.map(({ layer }) => layer)
  return [
    {
      variant: 'weight',
      severity: 'warning',
      title: `${counted(layers.length, 'layer')} with an outlier among a channel's weights`,
      ...ofLayers(layers),
      evidence: found.map(({ layer, worst }) => ({
        what: `signal to noise of channel ${worst.channel}`,
        value: worst.sqnrDb,
        unit: 'dB',
        subject: layer.name,
      })),
      reason: 'A single weight takes the range of its channel; the others are rounded to a few levels.',
      change: leaveFloat(facts, found),
    },
  ]
}

function leaveFloat({ graph: { quantizers } }: AdviceFacts, found: readonly WeightFacts[]) {
  const patch = { exclude: found.map(({ layer }) => layerPattern(layer.name)) }
  const text = `Leave ${found.map(({ layer }) => layer.name).join(', ')} float.`
  return quantizers.length > 0 ? changeModel('quantize-again', text, patch) : changeRecipe(patch, text)
}

import type { FloatFacts } from '../float-facts.ts'
import { sqnrAt } from '../activation-ranges.ts'
import { changeModel, changeRecipe, counted, nameOf, type RuleFinding } from '../finding.ts'
import { histogramRange } from '../shared-ranges.ts'
import { layerPattern } from '../../recipe-change.ts'
import type { ScaleGroup } from '../../scale-groups.ts'
import { layersOfGroup } from '../../scale-groups.ts'
import { needsFloatGraph, type AdviceFacts, type AdviceRule } from '../rule.ts'
import { SOURCES } from '../sources.ts'

/** Scales are float32 and half precision keeps eleven bits: below this they are the same. */
const SAME = 1.001
/** Two of the seven bits, and a tenth of the amplitude noise: in YOLOv5n, sharing costs 9 dB at most and leaves 23. */
const COST_DB = 12
const POOR_DB = 20

/** Tensors that meet in a Concat or Add, or pass through a pool or Resize, on different scales or on one that does not suit them. */
export const unequalScales: AdviceRule = {
  id: 'unequal-scales',
  title: 'Add and Concat with unequal scales',
  sources: [SOURCES.scaleRules, SOURCES.quantizedTypes],
  needs: needsFloatGraph,
  find(facts) {
    const { float, quantizers, recipe } = facts.graph
    if (float === null) return []
    const apart = quantizers.length > 0 || recipe.rules === 'off'
    return apart ? scalesApart(facts, float) : unsuitable(facts, float.groups)
  },
}

/** Groups whose quantizers have, or would have, scales of their own, and tensors that are quantized twice. */
function scalesApart(facts: AdviceFacts, { groups, placement }: FloatFacts): RuleFinding[] {
  const { quantizers } = facts.graph
  const alone =
    quantizers.length === 0 ? [] : placement.activations.map((point) => ({ points: [point], major: point }))
  const found = [...groups, ...alone].flatMap((group) => {
    const amax = group.points.flatMap(({ tensor }) => amaxesOf(tensor.name, facts))
    const ratio = amax.length < 2 ? null : Math.max(...amax) / Math.min(...amax)
    // Without images all that is known of a float model is that nothing makes the scales equal.
    const isApart = ratio === null ? quantizers.length === 0 : ratio > SAME
    return isApart ? [{ group, ratio }] : []
  })
  if (found.length === 0) return []
  const text = 'Let what meets there share one scale.'
  return [
    {
      severity: 'warning',
      title: `${counted(found.length, 'place')} where tensors meet on different scales`,
      ...traceOf(found.map(({ group }) => group)),
      evidence: [
        { what: 'groups of tensors without a common scale', value: found.length, unit: 'groups' },
        ...found.flatMap(({ group, ratio }) =>
          ratio === null
            ? []
            : [
                {
                  what: 'largest over smallest scale',
                  value: ratio,
                  unit: 'x',
                  subject: group.major.tensor.name,
                  measured: quantizers.length === 0,
                },
              ],
        ),
      ],
      reason:
        'TensorRT cannot carry INT8 through a Concat, a pool or a Resize when the scales before and behind differ: it puts a Reformat there, and the layers before write float.',
      change:
        quantizers.length > 0
          ? changeModel('quantize-again', text, { rules: 'on' })
          : changeRecipe({ rules: 'on' }, text),
    },
  ]
}

/** Of each quantizer that a tensor has, or would have. */
function amaxesOf(tensor: string, { graph: { quantizers }, ranges }: AdviceFacts): number[] {
  if (quantizers.length === 0) return [ranges.get(tensor) ?? []].flat()
  return quantizers.flatMap((quantizer) =>
    quantizer.tensor === tensor && quantizer.scales.length === 1 ? quantizer.amax : [],
  )
}

/** Tensors that lose much by the scale that they share. */
function unsuitable(facts: AdviceFacts, groups: readonly ScaleGroup[]): RuleFinding[] {
  const { ranges, measured, graph } = facts
  const histograms = measured.activations?.histograms
  if (histograms === undefined) return []
  const found = groups.flatMap((group) =>
    joinedTensors(group).flatMap((name) => {
      const histogram = histograms.get(name)
      const shared = ranges.get(group.major.tensor.name)
      if (histogram === undefined || shared === undefined || histogram.max === 0) return []
      const own = sqnrAt(histogram, histogramRange(histogram, graph.recipe))
      const db = sqnrAt(histogram, shared)
      return own - db >= COST_DB && db < POOR_DB ? [{ group, name, own, db }] : []
    }),
  )
  if (found.length === 0) return []
  const hit = [...new Set(found.map(({ group }) => group))]
  return [
    {
      variant: 'unsuitable',
      severity: 'warning',
      title: `${counted(found.length, 'tensor')} drowned by what ${found.length === 1 ? 'it shares its' : 'they share their'} scale with`,
      ...traceOf(hit),
      evidence: found.flatMap(({ name, own, db }) => [
        {
          what: 'signal to noise at a scale of its own',
          value: own,
          unit: 'dB',
          subject: name,
          measured: true,
        },
        { what: 'signal to noise at the shared scale', value: db, unit: 'dB', subject: name, measured: true },
      ]),
      reason:
        'What is added or joined needs one scale in INT8. Here one side is so much smaller that it keeps a few levels of the other one’s range.',
      change: changeRecipe(
        { exclude: [...new Set(hit.flatMap(layersOfGroup))].map(layerPattern) },
        'Leave the layers that read the joined tensor float.',
      ),
    },
  ]
}

/** Tensors of a group: the quantized ones, and what flows into its Concats without a quantizer of its own. */
function joinedTensors({ points }: ScaleGroup): string[] {
  const names = new Set(points.map(({ tensor }) => tensor.name))
  for (const { tensor } of points) {
    if (!tensor.producer?.is('Concat')) continue
    for (const input of tensor.producer.inputs) if (input !== null) names.add(input.name)
  }
  return [...names]
}

function traceOf(groups: readonly ScaleGroup[]): { layers: string[]; nodes: string[] } {
  const nodes = groups.flatMap(({ points }) =>
    points.flatMap(({ tensor, readers }) => [tensor.producer, ...readers.map(({ node }) => node)]),
  )
  return {
    layers: [...new Set(groups.flatMap(layersOfGroup))],
    nodes: [...new Set(nodes.flatMap((node) => (node === null ? [] : [nameOf(node)])))],
  }
}

import { amaxByMse } from '../../../calib/amax-mse.ts'
import type { FloatFacts } from '../float-facts.ts'
import { sqnrAt } from '../activation-ranges.ts'
import { changeRecipe, counted, nodeOfTensor, ofNodes, type RuleFinding } from '../finding.ts'
import { needsFloatGraph, type AdviceFacts, type AdviceRule } from '../rule.ts'
import { smoothActivations } from '../silu.ts'
import { layersOfGroup } from '../../scale-groups.ts'
import { SOURCES } from '../sources.ts'

/** As much below what mse gives, and a tenth of the amplitude noise. With mse no tensor of YOLOv5n is below 26 dB. */
const LOSS_DB = 10
const POOR_DB = 20

/** The entropy method on networks of SiLU, above all where tensors share a scale. */
export const entropyClipping: AdviceRule = {
  id: 'entropy-clipping',
  title: 'entropy calibration with shared scales on a SiLU network',
  sources: [SOURCES.sharedEntropy, SOURCES.yolov5n, SOURCES.yolov5nRanges],
  needs: (facts) => needsFloatGraph(facts) ?? (facts.graph.quantizers.length > 0 ? 'a float model' : null),
  find(facts) {
    const { float, recipe } = facts.graph
    if (float === null || recipe.method !== 'entropy') return []
    const smooth = smoothActivations(float.model.graph).filter(({ node }) => !float.head.tail.has(node))
    if (smooth.length === 0) return []
    return facts.measured.activations === null ? suspected(facts, float) : clipped(facts, float)
  },
}

const REASON =
  'SiLU gathers most values close to zero. Entropy weighs the shape of the histogram and not the size of errors, so it clips the rare large values that carry detections; where scales are shared, the histogram of one tensor decides for the others.'

const CHANGE = changeRecipe({ method: 'mse' }, 'Calibrate by mse, or by percentile.')

function suspected({ graph: { recipe } }: AdviceFacts, float: FloatFacts): RuleFinding[] {
  const smooth = smoothActivations(float.model.graph)
  const shared = recipe.rules === 'on' || recipe.add === 'both' ? float.groups : []
  return [
    {
      severity: shared.length > 0 || recipe.add !== 'none' ? 'warning' : 'info',
      title: 'entropy calibration on a SiLU network',
      layers: [...new Set(shared.flatMap(layersOfGroup))],
      nodes: ofNodes(smooth.map(({ node }) => node)).nodes,
      evidence: [
        { what: 'smooth activations', value: smooth.length, unit: 'nodes' },
        { what: 'groups of tensors that share a scale', value: shared.length, unit: 'groups' },
      ],
      reason: REASON,
      change: CHANGE,
    },
  ]
}

function clipped({ measured, ranges }: AdviceFacts, { placement, groups }: FloatFacts): RuleFinding[] {
  const found = placement.activations.flatMap((point) => {
    const { name } = point.tensor
    const histogram = measured.activations?.histograms.get(name)
    const amax = ranges.get(name)
    if (histogram === undefined || amax === undefined || histogram.max === 0) return []
    const db = sqnrAt(histogram, amax)
    const best = sqnrAt(histogram, amaxByMse(histogram))
    return db < POOR_DB && best - db >= LOSS_DB
      ? [{ point, db, best, clipped: histogram.clippedShare(amax) }]
      : []
  })
  if (found.length === 0) return []
  const shared = groups.filter(({ points }) => found.some(({ point }) => points.includes(point)))
  return [
    {
      severity: 'warning',
      title: `entropy clips ${counted(found.length, 'activation')}`,
      layers: [...new Set(found.flatMap(({ point }) => point.readers.map(({ name }) => name)))],
      nodes: found.map(({ point }) => nodeOfTensor(point.tensor)),
      evidence: [
        { what: 'scale groups that they belong to', value: shared.length, unit: 'groups', measured: true },
        ...found.flatMap(({ point: { tensor }, db, best, clipped }) => [
          { what: 'signal to noise by entropy', value: db, unit: 'dB', subject: tensor.name, measured: true },
          { what: 'signal to noise by mse', value: best, unit: 'dB', subject: tensor.name, measured: true },
          {
            what: 'values clipped by entropy',
            value: 100 * clipped,
            unit: '%',
            subject: tensor.name,
            measured: true,
          },
        ]),
      ],
      reason: REASON,
      change: CHANGE,
    },
  ]
}

import { median } from '../../../base/quantiles.ts'
import { sizeOf } from '../../../base/tensor.ts'
import type { FloatFacts } from '../float-facts.ts'
import { changeModel, counted, ofNodes, type Evidence, type RuleFinding } from '../finding.ts'
import { needsFloatGraph, type AdviceFacts, type AdviceRule } from '../rule.ts'
import { gateOf, smoothActivations, type SmoothActivation } from '../silu.ts'
import { SOURCES } from '../sources.ts'

/** The least value of x · sigmoid(x), at x = −1.278. */
const SILU_MINIMUM = 0.2785

/** SiLU and its like, where ReLU would be cheaper; and quantizers inside of them. */
export const smoothActivationCost: AdviceRule = {
  id: 'smooth-activations',
  title: 'SiLU where ReLU is cheaper',
  sources: [SOURCES.quantizedTypes, SOURCES.yolov5nRanges],
  needs: needsFloatGraph,
  find(facts) {
    const { float } = facts.graph
    if (float === null) return []
    const all = smoothActivations(float.model.graph).filter(({ node }) => !float.head.tail.has(node))
    return all.length === 0 ? [] : [costOf(all, float, facts), ...splitBy(all, float)]
  },
}

function costOf(all: readonly SmoothActivation[], float: FloatFacts, facts: AdviceFacts): RuleFinding {
  const kinds = [...new Set(all.map(({ kind }) => kind))].join(', ')
  const elements = all.reduce((sum, { node }) => sum + elementsOf(float, node.output.name), 0)
  return {
    severity: 'info',
    title: `${counted(all.length, 'smooth activation')} (${kinds})`,
    ...ofNodes(all.map(({ node }) => node)),
    evidence: [
      { what: 'activations', value: all.length, unit: 'nodes' },
      { what: 'values that they compute for an image', value: elements / 1e6, unit: 'M' },
      ...negativeLevels(all, facts),
    ],
    reason:
      'TensorRT fuses them with the convolution, but each value takes an exponential in float, which CPUs feel. Below zero they reach only −0.28: symmetric INT8 has a handful of levels for that part and leaves the others below zero unused.',
    change: changeModel(
      'replace-activation',
      'Only where the model is trained anew: ReLU quantizes without loss of its negative side and is cheaper, at some accuracy.',
    ),
  }
}

function elementsOf({ shapes }: FloatFacts, tensor: string): number {
  const dims = shapes.get(tensor)
  return dims === undefined ? 0 : sizeOf(dims)
}

function negativeLevels(all: readonly SmoothActivation[], { ranges, measured }: AdviceFacts): Evidence[] {
  const amaxes = all.flatMap(({ node, kind }) =>
    kind === 'SiLU' ? (ranges.get(node.output.name) ?? []) : [],
  )
  if (amaxes.length === 0) return []
  const value = Math.min(128, Math.round((127 * SILU_MINIMUM) / median(amaxes)))
  const what = 'of 128 levels below zero, those that a SiLU of median range reaches'
  return [{ what, value, unit: 'levels', measured: measured.activations !== null }]
}

/** Q/DQ on the gate or the product keeps TensorRT from fusing the activation into the convolution. */
function splitBy(all: readonly SmoothActivation[], { placement }: FloatFacts): RuleFinding[] {
  const inside = new Set(all.flatMap(({ node }) => [node, gateOf(node) ?? node]))
  const found = placement.activations.flatMap(({ readers }) =>
    readers.flatMap(({ node }) => (inside.has(node) ? [node] : [])),
  )
  if (found.length === 0) return []
  const nodes = [...new Set(found)]
  return [
    {
      variant: 'quantized',
      severity: 'warning',
      title: `${counted(nodes.length, 'node')} of activation functions with quantized inputs`,
      ...ofNodes(nodes),
      evidence: [
        { what: 'Sigmoid and Mul nodes that read quantized tensors', value: nodes.length, unit: 'nodes' },
      ],
      reason: 'Convolution, Sigmoid and Mul are one kernel only where no quantizer stands between them.',
      change: changeModel(
        'quantize-again',
        'Quantize the float model again; activation functions stay float inside.',
      ),
    },
  ]
}

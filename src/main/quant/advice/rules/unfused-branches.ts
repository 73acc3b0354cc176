import type { Node } from '../../../onnx/node.ts'
import { modulePathOfNode } from '../../../onnx/module-path.ts'
import type { Value } from '../../../onnx/value.ts'
import type { Layer } from '../../../onnx/layers.ts'
import { changeModel, counted, ofLayers } from '../finding.ts'
import { macsPercent } from '../graph-facts.ts'
import { needsFloatGraph, type AdviceRule } from '../rule.ts'
import { SOURCES } from '../sources.ts'

interface Block {
  readonly add: Node
  readonly branches: readonly Layer[]
}

/** Parallel linear branches that are one convolution: RepVGG's, RepConv's and OREPA's blocks as they are trained. */
export const unfusedBranches: AdviceRule = {
  id: 'unfused-branches',
  title: 'multi-branch blocks without re-parameterisation',
  sources: [SOURCES.repvgg, SOURCES.qarepvgg],
  needs: needsFloatGraph,
  find({ graph: { float } }) {
    if (float === null) return []
    const layers = new Map(float.layers.map((layer) => [layer.node, layer]))
    const blocks = float.model.graph.nodes.flatMap((node) => blockOf(node, layers) ?? [])
    if (blocks.length === 0) return []
    const branches = blocks.flatMap((block) => block.branches)
    const surplus = blocks.flatMap((block) => block.branches.slice(1))
    return [
      {
        severity: 'warning',
        title: `${counted(blocks.length, 'block')} of parallel branches that one convolution can replace`,
        ...ofLayers(branches),
        evidence: [
          ...blocks.map(({ add, branches: { length } }) => ({
            what: 'parallel convolutions',
            value: length,
            unit: 'layers',
            subject: modulePathOfNode(add),
          })),
          {
            what: 'multiply-accumulates of all but one branch each',
            value: macsPercent(float, surplus),
            unit: '%',
          },
        ],
        reason:
          'No activation stands between the branches and their sum, so they are one convolution. Apart, each is a kernel and a tensor of its own, and their sum is read at one scale that suits none of them.',
        change: changeModel(
          'reparameterise',
          'Re-parameterise before export (fuse() or switch_to_deploy() of the training code).',
        ),
      },
    ]
  },
}

/** The block that ends in an addition; null where it is none, or the inner one of two additions. */
function blockOf(node: Node, layers: ReadonlyMap<Node, Layer>): Block | null {
  if (!node.is('Add') || isInner(node)) return null
  const leaves = leavesOf(node).map((leaf) => branchOf(leaf, layers))
  const branches = leaves.flatMap(({ layer }) => layer ?? [])
  const sources = new Set(leaves.map(({ source }) => source))
  const convolutions = branches.length
  const identities = leaves.length - convolutions
  if (sources.size !== 1 || sources.has(null)) return null
  const normalised = leaves.some(({ normalised }) => normalised)
  // One convolution beside the bare input is a residual connection, which stays.
  if (convolutions < 2 && !(convolutions === 1 && normalised && identities === 1)) return null
  return { add: node, branches }
}

function isInner(node: Node): boolean {
  const [reader] = node.output.consumers
  return node.output.consumers.length === 1 && reader.is('Add')
}

function leavesOf(node: Node): Value[] {
  return node.inputs.flatMap((value) => {
    const producer = value?.producer ?? null
    if (producer?.is('Add') && producer.output.consumers.length === 1) return leavesOf(producer)
    return value === null ? [] : [value]
  })
}

/** A branch by what it starts from: a convolution, a normalisation, or nothing. */
function branchOf(
  leaf: Value,
  layers: ReadonlyMap<Node, Layer>,
): { layer: Layer | null; source: Value | null; normalised: boolean } {
  const producer = leaf.producer
  const normalised = producer?.is('BatchNormalization') ?? false
  const value = normalised ? (producer?.input(0) ?? null) : leaf
  const layer = (value?.producer && layers.get(value.producer)) ?? null
  if (layer?.node.is('Conv')) return { layer, source: layer.node.input(0), normalised }
  return { layer: null, source: value, normalised }
}

import type { GraphData, GraphNode, TensorFacts } from '../graph-data.ts'
import type { AlignedGroup } from './align-graphs.ts'

/** What can differ between two graphs, what weighs most first. */
export const DIFFERENCE_KINDS = [
  'onlyLeft',
  'onlyRight',
  'operator',
  'precision',
  'quantizers',
  'scale',
  'attributes',
] as const
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number]

/** One value on both sides; empty where a side has none. */
export interface DifferingValue {
  kind: DifferenceKind
  /** Of which input or attribute; empty where the kind says all. */
  name: string
  left: string
  right: string
}

/** A group of nodes and how its sides differ. */
export interface GraphDifference {
  group: AlignedGroup
  /** The node of each side that stands for its group. */
  left: GraphNode | null
  right: GraphNode | null
  /** Empty: both sides are alike. */
  kinds: readonly DifferenceKind[]
  values: readonly DifferingValue[]
}

/** How each group of two graphs differs; what is alike is there too, with no kinds. */
export function graphDifferences(
  groups: readonly AlignedGroup[],
  left: GraphData,
  right: GraphData,
): GraphDifference[] {
  const models = left.kind === 'model' && right.kind === 'model'
  const alike = left.kind === right.kind
  return groups.map((group) => {
    const [a, b] = [speakerOf(group.left), speakerOf(group.right)]
    const values = a === null || b === null ? [] : valuesOf(a, b, { models, alike })
    const only = b === null ? ['onlyLeft' as const] : a === null ? ['onlyRight' as const] : []
    const found = new Set<DifferenceKind>([...only, ...values.map(({ kind }) => kind)])
    return { group, left: a, right: b, values, kinds: DIFFERENCE_KINDS.filter((kind) => found.has(kind)) }
  })
}

/** The layer of a group, else what computes in it. */
function speakerOf(nodes: readonly GraphNode[]): GraphNode | null {
  const computing = nodes.filter(({ quantizer }) => !quantizer)
  const layer = computing.find((node) => node.layer !== '' && node.precision !== 'none')
  const arithmetic = computing.findLast(({ precision }) => precision !== 'none')
  return layer ?? arithmetic ?? computing.at(-1) ?? nodes.at(0) ?? null
}

function valuesOf(
  left: GraphNode,
  right: GraphNode,
  { models, alike }: { models: boolean; alike: boolean },
): DifferingValue[] {
  return [
    ...(alike && left.op !== right.op
      ? [{ kind: 'operator' as const, name: '', left: left.op, right: right.op }]
      : []),
    ...precisionValues(left, right),
    ...(models ? scaleValues(left, right) : []),
    ...(models && !left.quantizer ? quantizerValues(left, right) : []),
    ...(alike ? attributeValues(left, right) : []),
  ]
}

/** What does no arithmetic has no precision to differ in. */
function precisionValues(left: GraphNode, right: GraphNode): DifferingValue[] {
  const [a, b] = [left.precision, right.precision]
  return a === b || a === 'none' || b === 'none' ? [] : [{ kind: 'precision', name: '', left: a, right: b }]
}

/** Scales further apart than this part of the larger one are two. */
const SAME_SCALE = 1e-6

function scaleValues({ scale: a }: GraphNode, { scale: b }: GraphNode): DifferingValue[] {
  if (a === null || b === null || Math.abs(a - b) <= SAME_SCALE * Math.max(Math.abs(a), Math.abs(b)))
    return []
  return [{ kind: 'scale', name: '', left: a.toPrecision(5), right: b.toPrecision(5) }]
}

/** Which inputs are quantized on one side alone. */
function quantizerValues(left: GraphNode, right: GraphNode): DifferingValue[] {
  const text = (tensor: TensorFacts | undefined) =>
    tensor === undefined || tensor.source === null
      ? ''
      : tensor.scale === null
        ? 'Q/DQ'
        : `Q/DQ ${tensor.scale.toPrecision(4)}`
  return Array.from({ length: Math.max(left.inputs.length, right.inputs.length) }, (_, at) => {
    const [a, b] = [left.inputs.at(at), right.inputs.at(at)]
    return { name: a?.source ?? b?.source ?? a?.name ?? '', left: text(a), right: text(b) }
  })
    .filter((value) => (value.left === '') !== (value.right === ''))
    .map((value) => ({ kind: 'quantizers', ...value }))
}

function attributeValues(left: GraphNode, right: GraphNode): DifferingValue[] {
  const valuesOfRight = new Map(right.facts.map(({ name, value }) => [name, value]))
  const names = [...new Set([...left.facts, ...right.facts].map(({ name }) => name))]
  const valuesOfLeft = new Map(left.facts.map(({ name, value }) => [name, value]))
  return names
    .map((name) => ({ name, left: valuesOfLeft.get(name) ?? '', right: valuesOfRight.get(name) ?? '' }))
    .filter((value) => value.left !== value.right)
    .map((value) => ({ kind: 'attributes', ...value }))
}

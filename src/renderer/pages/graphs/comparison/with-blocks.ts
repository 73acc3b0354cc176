import type { GraphData } from '../graph-data.ts'
import { alignGraphs, type AlignedGroup } from './align-graphs.ts'

/** Two graphs and what stands for the same in them; an engine's layers are in the blocks of the nodes they came from. */
export interface AlignedGraphs {
  left: GraphData
  right: GraphData
  groups: readonly AlignedGroup[]
}

export function alignedWithBlocks(left: GraphData, right: GraphData): AlignedGraphs {
  const groups = alignGraphs(left, right)
  if (left.kind === right.kind) return { left, right, groups }
  const [a, b] = [withBlocks(left, groups, 'left'), withBlocks(right, groups, 'right')]
  return { left: a, right: b, groups: alignGraphs(a, b) }
}

/** A model keeps its own blocks. */
function withBlocks(data: GraphData, groups: readonly AlignedGroup[], side: 'left' | 'right'): GraphData {
  if (data.kind === 'model') return data
  const other = side === 'left' ? 'right' : 'left'
  const blocks = new Map(
    groups.flatMap((group) => {
      const block = group[other].find((node) => node.block !== '')?.block ?? ''
      return group[side].map(({ id }) => [id, block] as const)
    }),
  )
  return { ...data, nodes: data.nodes.map((node) => ({ ...node, block: blocks.get(node.id) ?? '' })) }
}

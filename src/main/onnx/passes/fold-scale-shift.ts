import type { Graph } from '../graph.ts'
import type { Node } from '../node.ts'
import { DataType } from '../proto.ts'
import { dimsOf, floatsOf } from '../tensor.ts'
import type { Pass } from './pass.ts'
import { foldableChannels, scaleConvolution, type ChannelAffine } from './scale-convolution.ts'

/**
 * Folds a multiplication, division, addition or subtraction by a stored number, or by one a channel, into the
 * convolution before it: YOLOv7's implicit knowledge (ImplicitM), FCOS's and NanoDet's Scale.
 */
export const foldScaleShift: Pass = {
  name: 'fold-scale-shift',
  run({ graph }) {
    let changed = false
    for (const node of [...graph.nodes]) if (foldInto(graph, node)) changed = true
    if (changed) graph.prune()
    return { changed }
  },
}

const AFFINES: Partial<Record<string, (value: number) => { scale: number; shift: number }>> = {
  Mul: (value) => ({ scale: value, shift: 0 }),
  Div: (value) => ({ scale: 1 / value, shift: 0 }),
  Add: (value) => ({ scale: 1, shift: value }),
  Sub: (value) => ({ scale: 1, shift: -value }),
}

function foldInto(graph: Graph, node: Node): boolean {
  if (!node.is('Mul', 'Div', 'Add', 'Sub')) return false
  const swapped = node.input(0)?.initializer != null
  if (swapped && node.is('Div', 'Sub')) return false
  const convolution = node.input(swapped ? 1 : 0)?.producer ?? null
  const channels = foldableChannels(graph, convolution, node)
  if (convolution === null || channels === null) return false
  const affine = affineOf(node, swapped ? 0 : 1, channels, dimsOfWeights(convolution).length)
  if (affine === null) return false
  scaleConvolution(graph, convolution, affine)
  graph.bypass(node, convolution.output)
  return true
}

function dimsOfWeights(convolution: Node): number[] {
  const tensor = convolution.input(1)?.initializer
  return tensor == null ? [] : dimsOf(tensor)
}

function affineOf(node: Node, position: number, channels: number, rank: number): ChannelAffine | null {
  const tensor = node.input(position)?.initializer
  const rule = AFFINES[node.opType]
  if (tensor?.dataType !== DataType.FLOAT || rule === undefined) return null
  const dims = dimsOf(tensor)
  const padded = [...Array.from({ length: rank - dims.length }, () => 1), ...dims]
  const isPerChannel = padded.length === rank && padded.every((dim, axis) => dim === 1 || axis === 1)
  if (!isPerChannel || (padded[1] !== 1 && padded[1] !== channels)) return null
  const values = floatsOf(tensor)
  const affines = Array.from({ length: channels }, (_, channel) => rule(values[channel % values.length]))
  if (!affines.every(({ scale }) => Number.isFinite(scale))) return null
  return {
    scale: Float64Array.from(affines, ({ scale }) => scale),
    shift: Float64Array.from(affines, ({ shift }) => shift),
  }
}

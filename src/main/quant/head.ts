import type { Graph } from '../onnx/graph.ts'
import { constantOf } from '../onnx/constants.ts'
import type { Layer } from '../onnx/layers.ts'
import type { Node } from '../onnx/node.ts'
import { dimsOf, floatsOf } from '../onnx/tensor.ts'
import { walkBack } from './backward-walk.ts'
import { carriedInputs } from './commuting.ts'

/** Where a detector stops being features and becomes boxes. */
export interface Head {
  /** Final prediction layers: no other trained layer lies between them and a graph output. In graph order. */
  layers: Layer[]
  /** Everything after them: the decoding of boxes and scores, suppression, layout changes. Always stays float. */
  tail: Set<Node>
}

/**
 * Finds the detect head by the graph alone: from the outputs backwards, every path ends at its last trained layer.
 * Fixed arithmetic that exporters write as layers belongs to the tail: the expectation over a softmax (distribution
 * focal loss) and the 4×4 matrix that turns centre boxes into corners before suppression.
 */
export function findHead(graph: Graph, layers: readonly Layer[]): Head {
  const byNode = new Map(layers.map((layer) => [layer.node, layer]))
  const found = new Set<Layer>()
  const tail = new Set<Node>()
  walkBack(graph.outputs, (node) => {
    const layer = byNode.get(node)
    if (layer !== undefined && !isDecoding(layer)) {
      found.add(layer)
      return false
    }
    tail.add(node)
    return true
  })
  return { layers: layers.filter((layer) => found.has(layer)), tail }
}

function isDecoding(layer: Layer): boolean {
  return readsSoftmax(layer) || isBoxMatrix(layer)
}

function readsSoftmax({ node, weightInput }: Layer): boolean {
  let source = node.input(1 - weightInput)?.producer ?? null
  while (source !== null && !source.is('Softmax')) {
    const carried = carriedInputs(source)
    source = carried.length === 1 ? carried[0].producer : null
  }
  return source !== null
}

function isBoxMatrix({ node, weight }: Layer): boolean {
  const tensor = constantOf(weight)
  if (tensor === null || !node.is('MatMul', 'Gemm') || dimsOf(tensor).join() !== '4,4') return false
  return floatsOf(tensor).every((value) => Number.isInteger(2 * value))
}

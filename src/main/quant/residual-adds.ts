import { constantOf } from '../onnx/constants.ts'
import { declaredShape } from '../onnx/declared-shape.ts'
import type { Graph } from '../onnx/graph.ts'
import type { Layer } from '../onnx/layers.ts'
import type { Node } from '../onnx/node.ts'
import type { Value } from '../onnx/value.ts'
import { dependsOn, walkBack } from './backward-walk.ts'

/** An addition that joins a block's input (or a projection of it) with the block's output. */
export interface ResidualAdd {
  node: Node
  /** Input position of the skip connection. */
  skip: 0 | 1
  /** The layer whose output arrives on the other side, through nothing but its activation. */
  branch: Layer
}

/** What may stand between a layer and the addition that TensorRT fuses with it. */
const ACTIVATIONS = [
  'Sigmoid',
  'Mul',
  'Relu',
  'LeakyRelu',
  'PRelu',
  'Clip',
  'HardSwish',
  'HardSigmoid',
  'Tanh',
  'Softplus',
  'Elu',
  'Mish',
  'Gelu',
  'Erf',
  'Div',
  'BatchNormalization',
  'Identity',
  'Dropout',
]

/**
 * Finds the residual additions: two computed inputs of the same shape, where one is what the other is computed from
 * (identity skip), or where both end in a layer and one layer's input is what the other side is computed from
 * (projection skip; where both are projections of one tensor, the second input is the skip). An addition counts only
 * when its branch ends in one of `layers`, since a float convolution gains nothing from a quantized skip. Biases,
 * position embeddings and the additions of feature pyramids are none.
 */
export function findResidualAdds(graph: Graph, layers: readonly Layer[]): ResidualAdd[] {
  const byNode = new Map(layers.map((layer) => [layer.node, layer]))
  return graph.nodes.flatMap((node) => (node.is('Add') ? (residualOf(node, byNode) ?? []) : []))
}

function residualOf(node: Node, layers: ReadonlyMap<Node, Layer>): ResidualAdd | null {
  const [first, second] = [node.input(0), node.input(1)]
  if (first === null || second === null || first === second) return null
  if (constantOf(first) !== null || constantOf(second) !== null || !sameShape(first, second)) return null
  const skip = skipOf([first, second], layers)
  if (skip === null) return null
  const branch = layerBehind(skip === 0 ? second : first, layers)
  return branch === null ? null : { node, skip, branch }
}

function skipOf([first, second]: readonly [Value, Value], layers: ReadonlyMap<Node, Layer>): 0 | 1 | null {
  if (dependsOn(second, first)) return 0
  if (dependsOn(first, second)) return 1
  const inputs = [first, second].map((value) => {
    const layer = layerBehind(value, layers)
    return layer === null ? null : layer.node.input(1 - layer.weightInput)
  })
  const projectsFirst = inputs[0] !== null && dependsOn(second, inputs[0])
  const projectsSecond = inputs[1] !== null && dependsOn(first, inputs[1])
  if (projectsFirst && projectsSecond) return 1
  if (projectsFirst) return 0
  return projectsSecond ? 1 : null
}

/** The one layer that a tensor comes from through activations alone, or null. */
function layerBehind(value: Value, layers: ReadonlyMap<Node, Layer>): Layer | null {
  const found = new Set<Layer>()
  let other = value.producer === null
  walkBack([value], (node) => {
    const layer = layers.get(node)
    if (layer !== undefined) found.add(layer)
    else if (isActivation(node)) return true
    else other ||= !node.is('Constant')
    return false
  })
  const [layer] = found
  return other || found.size !== 1 ? null : layer
}

/** An activation function, written as one node or, as SiLU and GELU, as several; the constant additions of GELU too. */
function isActivation(node: Node): boolean {
  return (
    node.is(...ACTIVATIONS) || (node.is('Add') && node.inputs.some((input) => constantOf(input) !== null))
  )
}

/** False only where the file declares shapes that differ; symbols and missing dimensions count as equal to anything. */
function sameShape(first: Value, second: Value): boolean {
  const [one, other] = [declaredShape(first), declaredShape(second)]
  if (one === null || other === null) return true
  return (
    one.length === other.length &&
    one.every(
      (dim, axis) => typeof dim !== 'number' || typeof other[axis] !== 'number' || dim === other[axis],
    )
  )
}

import { QuantbenchError } from '../base/errors.ts'
import { intOf } from '../onnx/attributes.ts'
import { elementTypesOf } from '../onnx/element-type-inference.ts'
import { typeName } from '../onnx/element-types.ts'
import type { Graph } from '../onnx/graph.ts'
import type { Node } from '../onnx/node.ts'
import { DataType } from '../onnx/proto.ts'
import type { Value } from '../onnx/value.ts'
import { DISCRETE } from './discrete.ts'

const OTHER_FLOATS: ReadonlySet<number> = new Set([DataType.FLOAT16, DataType.BFLOAT16, DataType.DOUBLE])

/**
 * The tensors that depend differentiably on one of `roots`, these included. What depends on a root only through a
 * tensor of `stops` or an operator without slope is not among them. Throws MODEL_OPERATOR where one of them has a float
 * type other than float32.
 */
export function activeValues(
  graph: Graph,
  nodes: readonly Node[],
  roots: Iterable<Value>,
  stops: ReadonlySet<Value>,
): Set<Value> {
  const active = new Set(roots)
  for (const node of nodes) {
    if (isDiscrete(node) || !readsAny(node, active)) continue
    for (const output of node.outputs) if (output !== null && !stops.has(output)) active.add(output)
  }
  requireFloat32(graph, active)
  return active
}

/** The nodes that pass a gradient on from one of `outputs` to an active tensor, the last one first. */
export function wayBack(
  nodes: readonly Node[],
  outputs: ReadonlySet<Value>,
  active: ReadonlySet<Value>,
  stops: ReadonlySet<Value>,
): Node[] {
  const reached = new Set(outputs)
  return nodes.toReversed().filter((node) => {
    const arrives = node.outputs.some((value) => value !== null && reached.has(value) && !stops.has(value))
    if (!arrives || !readsAny(node, active)) return false
    for (const value of [...node.inputs, ...node.captures])
      if (value !== null && active.has(value)) reached.add(value)
    return true
  })
}

function readsAny(node: Node, values: ReadonlySet<Value>): boolean {
  return [...node.inputs, ...node.captures].some((value) => value !== null && values.has(value))
}

function isDiscrete(node: Node): boolean {
  if (node.domain !== '') return false
  if (node.opType !== 'Cast') return DISCRETE.has(node.opType)
  const type = intOf(node.attributes, 'to', 0)
  return type !== DataType.FLOAT && !OTHER_FLOATS.has(type)
}

function requireFloat32(graph: Graph, active: ReadonlySet<Value>): void {
  for (const [value, type] of elementTypesOf(graph)) {
    if (!active.has(value) || !OTHER_FLOATS.has(type)) continue
    throw new QuantbenchError(
      'MODEL_OPERATOR',
      `Training needs float32, the tensor ${value.name} is ${typeName(type)}`,
      { wayOut: 'Start from the float32 model; convert to half precision after training.' },
    )
  }
}

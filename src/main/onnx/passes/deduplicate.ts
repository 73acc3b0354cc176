import { clearField, clone, toBinary } from '@bufbuild/protobuf'
import { sha256 } from '../../base/files.ts'
import { AttributeProtoSchema, TensorProtoSchema } from '../gen/onnx_pb.js'
import type { Graph } from '../graph.ts'
import { layersOf } from '../layers.ts'
import type { Node } from '../node.ts'
import type { TensorProto } from '../proto.ts'
import { subgraphsOf } from '../subgraphs.ts'
import type { Value } from '../value.ts'
import type { Pass } from './pass.ts'

/**
 * Lets equal initializers be one, and nodes that compute the same from the same be one. Weights and biases of layers
 * are left apart even where they are equal: they carry their layers' names, and fine-tuning moves them separately.
 */
export const deduplicate: Pass = {
  name: 'deduplicate',
  run({ graph }) {
    const tensors = mergeInitializers(graph)
    const nodes = mergeNodes(graph)
    return { changed: tensors || nodes }
  },
}

function mergeInitializers(graph: Graph): boolean {
  const parameters = new Set<Value | null>(layersOf(graph).flatMap(({ weight, bias }) => [weight, bias]))
  const kept = new Map<string, Value>()
  let changed = false
  for (const value of graph.initializers) {
    if (value.initializer === null || parameters.has(value) || graph.isInput(value) || graph.isOutput(value))
      continue
    const key = tensorKey(value.initializer)
    const same = kept.get(key)
    if (same === undefined) {
      kept.set(key, value)
      continue
    }
    graph.replaceUses(value, same)
    graph.removeValue(value)
    changed = true
  }
  return changed
}

function tensorKey(tensor: TensorProto): string {
  const shape = `${tensor.dataType} ${tensor.dims.join(',')}`
  if (tensor.rawData.length > 0) return `${shape} ${sha256(tensor.rawData)}`
  const nameless = clone(TensorProtoSchema, tensor)
  clearField(nameless, TensorProtoSchema.field.name)
  return `${shape} ${sha256(toBinary(TensorProtoSchema, nameless))}`
}

const NEVER_EQUAL = new Set([
  'Bernoulli',
  'Dropout',
  'Multinomial',
  'RandomNormal',
  'RandomNormalLike',
  'RandomUniform',
  'RandomUniformLike',
])

function mergeNodes(graph: Graph): boolean {
  const kept = new Map<string, Node>()
  const numbers = new Map<Value, number>()
  const numberOf = (value: Value) => {
    const number = numbers.get(value) ?? numbers.size
    numbers.set(value, number)
    return number
  }
  let changed = false
  for (const node of [...graph.nodes]) {
    if (!isComparable(node)) continue
    const inputs = node.inputs.map((value) => (value === null ? '-' : numberOf(value)))
    const key = [node.opType, inputs.join(','), node.outputs.length, ...attributeKeys(node)].join(' ')
    const same = kept.get(key)
    if (same === undefined) kept.set(key, node)
    else if (merge(graph, node, same)) changed = true
  }
  return changed
}

function isComparable(node: Node): boolean {
  if (node.domain !== '' || NEVER_EQUAL.has(node.opType)) return false
  return subgraphsOf(node.attributes.values()).length === 0
}

function attributeKeys(node: Node): string[] {
  return [...node.attributes.entries()]
    .map(([name, attribute]) => `${name}=${sha256(toBinary(AttributeProtoSchema, attribute))}`)
    .sort()
}

function merge(graph: Graph, node: Node, same: Node): boolean {
  const pairs = node.outputs.map((output, index) => [output, same.outputs[index]] as const)
  const fits = pairs.every(([own, other]) => own === null || (other !== null && !graph.isOutput(own)))
  if (!fits) return false
  for (const [own, other] of pairs) if (own !== null && other !== null) graph.replaceUses(own, other)
  graph.removeNode(node)
  return true
}

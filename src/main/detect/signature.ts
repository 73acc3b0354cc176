import type { Tensor } from '../base/tensor.ts'
import type { Graph } from '../onnx/graph.ts'
import type { Value } from '../onnx/value.ts'

/** One output of a model, as far as it is known. */
export interface OutputSignature {
  readonly name: string
  /** Shape at the signature's input size; null where unknown, as the batch often is. */
  readonly dims: readonly (number | null)[]
  /** Operators between the output and the last layers with weights. */
  readonly tail: ReadonlySet<string>
  /** What a trial image gave; null without a trial. */
  readonly trial: Tensor | null
}

/** What families recognise a model by. */
export interface Signature {
  readonly outputs: readonly OutputSignature[]
  /** Input size in pixels that the shapes hold for. */
  readonly width: number
  readonly height: number
  /** Class names from the model's metadata; null without. */
  readonly classNames: readonly string[] | null
  /** Names of weights and nodes, which keep the module names of the framework that exported them. */
  readonly identifiers: readonly string[]
  readonly graph: Graph
}

/** Whether any weight or node has a name like this. */
export function mentions(signature: Signature, pattern: RegExp): boolean {
  return signature.identifiers.some((name) => pattern.test(name))
}

/** Names of a graph's initializers and nodes. */
export function identifiersOf(graph: Graph): string[] {
  return [...graph.initializers.map(({ name }) => name), ...graph.nodes.map(({ name }) => name)]
}

const LAYERS = ['Conv', 'ConvTranspose', 'Gemm', 'MatMul', 'QLinearConv', 'ConvInteger']

/** Types of the operators that lie between an output and the layers with weights before it. */
export function tailOf(output: Value): Set<string> {
  const types = new Set<string>()
  const seen = new Set<Value>()
  const waiting: Value[] = [output]
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    const node = value.producer
    if (node === null || seen.has(value) || node.is(...LAYERS)) continue
    seen.add(value)
    types.add(node.opType)
    for (const input of node.inputs) if (input !== null) waiting.push(input)
  }
  return types
}

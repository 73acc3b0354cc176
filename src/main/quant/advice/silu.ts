import type { Graph } from '../../onnx/graph.ts'
import type { Node } from '../../onnx/node.ts'

/** A node that ends a smooth activation function, and how it is called. */
export interface SmoothActivation {
  readonly node: Node
  readonly kind: 'SiLU' | 'HardSwish' | 'Mish' | 'GELU'
}

/** Smooth activations with a short negative side, written as one node or as several. */
export function smoothActivations(graph: Graph): SmoothActivation[] {
  return graph.nodes.flatMap((node) => {
    const kind = kindOf(node)
    return kind === null ? [] : [{ node, kind }]
  })
}

function kindOf(node: Node): SmoothActivation['kind'] | null {
  if (node.is('HardSwish', 'Mish', 'Gelu', 'Swish')) return SINGLE[node.opType] ?? null
  if (!node.is('Mul')) return null
  const gate = gateOf(node)
  if (gate === null) return null
  if (gate.is('Sigmoid')) return 'SiLU'
  if (gate.is('HardSigmoid')) return 'HardSwish'
  return gate.is('Tanh') && gate.input(0)?.producer?.is('Softplus') ? 'Mish' : null
}

const SINGLE: Partial<Record<string, SmoothActivation['kind']>> = {
  HardSwish: 'HardSwish',
  Mish: 'Mish',
  Gelu: 'GELU',
  Swish: 'SiLU',
}

/** The function of x that a product x · f(x) multiplies x by; null for other products. */
export function gateOf(product: Node): Node | null {
  const [first, second] = [product.input(0), product.input(1)]
  for (const [value, gated] of [
    [first, second],
    [second, first],
  ]) {
    const gate = gated?.producer ?? null
    if (value === null || gate === null || !gate.is('Sigmoid', 'HardSigmoid', 'Tanh')) continue
    const source = gate.input(0)
    if (source === value || (source?.producer?.is('Softplus') && source.producer.input(0) === value))
      return gate
  }
  return null
}

import { QuantbenchError } from '../base/errors.ts'
import { constantOf } from '../onnx/constants.ts'
import { listedAxes } from '../onnx/evaluate/axes.ts'
import type { Graph } from '../onnx/graph.ts'
import { modulePathOfNode } from '../onnx/module-path.ts'
import type { Node } from '../onnx/node.ts'
import { integersOf } from '../onnx/tensor.ts'
import type { Value } from '../onnx/value.ts'
import { Emitter, type Dims } from './emitter.ts'

/**
 * Where a quantizer lets gradients through. `levels`: where the rounded level lies within the type's range, as
 * torch.fake_quantize does; `amax`: where |x| ≤ amax, as pytorch-quantization does.
 */
export type Clipping = 'levels' | 'amax'

/** What a gradient rule works with: an emitter that also knows which tensors need a gradient. */
export class GradientContext extends Emitter {
  readonly clipping: Clipping
  private readonly active: ReadonlySet<Value>

  constructor(
    graph: Graph,
    shapes: ReadonlyMap<string, Dims>,
    active: ReadonlySet<Value>,
    clipping: Clipping,
  ) {
    super(graph, shapes, 'gradient/')
    this.active = active
    this.clipping = clipping
  }

  needs(value: Value | null): boolean {
    return value !== null && this.active.has(value)
  }

  /** A gradient that is computed only where it is needed. */
  ifNeeded(value: Value | null, compute: () => Value): Value | null {
    return this.needs(value) ? compute() : null
  }

  /** An input that the operator cannot do without. */
  input(node: Node, index: number): Value {
    const value = node.input(index)
    if (value !== null) return value
    throw new QuantbenchError('MODEL_INVALID', `Expected input ${index} of ${node.describe()}, got none`)
  }

  /** Integers that newer opsets take as a constant input and older ones as an attribute; undefined where not given. */
  list(node: Node, index: number, name: string): number[] | undefined {
    const value = node.input(index)
    const tensor = constantOf(value)
    if (value !== null && tensor === null) this.unsupported(node, `${name} that are computed at run time`)
    return listedAxes(node.attributes, name, tensor === null ? undefined : integersOf(tensor))
  }

  /** Refuses inputs from a position on that would need a gradient. */
  refuse(node: Node, from: number): void {
    const index = node.inputs.findIndex((value, index) => index >= from && this.needs(value))
    if (index >= 0) this.unsupported(node, `a gradient for its input ${index}`)
  }

  /** Throws MODEL_OPERATOR, naming the operator, what of it is not covered, and the layer. */
  unsupported(node: Node, what: string): never {
    throw new QuantbenchError(
      'MODEL_OPERATOR',
      `Training through ${node.opType} with ${what} is not supported (at ${modulePathOfNode(node)})`,
      { wayOut: WAY_OUT },
    )
  }
}

export const WAY_OUT = 'Train only layers behind it, or leave its branch out of the loss.'

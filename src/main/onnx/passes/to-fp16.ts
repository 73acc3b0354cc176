import { elementTypesOf } from '../element-type-inference.ts'
import { opsetOf } from '../model.ts'
import type { Node } from '../node.ts'
import { dropIdentity } from './drop-identity.ts'
import { planHalf, type KeptFloat } from './fp16/plan.ts'
import { HalfRewriter } from './fp16/rewrite.ts'
import type { Pass, PassResult } from './pass.ts'

export interface HalfOptions {
  /** Type of the model's float inputs and outputs afterwards; float32 by default, so that callers see no change. */
  inputs?: 'float32' | 'float16'
  outputs?: 'float32' | 'float16'
  /** Why a node is to stay in float32, or null for the rule's own decision. */
  keepFloat?: (node: Node) => string | null
}

export interface HalfResult extends PassResult {
  /** Nodes that stay in float32, each with the reason. */
  kept: KeptFloat[]
  /** Nodes that work in half precision now. */
  converted: number
  /** Stored weights with values so small that they became 0, and how many. */
  flushed: { tensor: string; values: number }[]
}

/**
 * Brings a model to half precision: weights and activations are float16, with casts where the precision changes.
 * Stays in float32, with the reason in the result: operators whose results overflow easily or that take no half
 * precision, nodes with stored values beyond 65504 or wholly below 2⁻¹⁴, and what `keepFloat` names. Quantizers follow
 * their input from opset 19 on (scales become float16, as strongly typed TensorRT wants it). The list of operators
 * was compared with microsoft/onnxconverter-common's float16 conversion.
 */
export function toFp16(options: HalfOptions = {}): Pass<HalfResult> {
  const { inputs = 'float32', outputs = 'float32', keepFloat = () => null } = options
  return {
    name: 'to-fp16',
    run(model) {
      const { graph } = model
      graph.sort()
      const types = elementTypesOf(graph)
      const plan = planHalf(graph.nodes, { opset: opsetOf(model), types, keepFloat })
      const rewriter = new HalfRewriter(graph, plan, types)
      if (inputs === 'float16') rewriter.takeHalfInputs()
      rewriter.rewriteNodes()
      rewriter.finishOutputs(outputs === 'float16')
      rewriter.finishNames()
      dropIdentity.run(model)
      const converted = [...plan.precision.values()].filter((precision) => precision === 'half').length
      return { changed: converted > 0, kept: plan.kept, converted, flushed: rewriter.flushed }
    },
  }
}

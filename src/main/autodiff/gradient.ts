import { QuantbenchError } from '../base/errors.ts'
import { modulePathOfNode } from '../onnx/module-path.ts'
import { opsetOf, type Model } from '../onnx/model.ts'
import type { Node } from '../onnx/node.ts'
import { DataType, newValueInfo } from '../onnx/proto.ts'
import type { Value } from '../onnx/value.ts'
import { activeValues, wayBack } from './active.ts'
import { GradientContext, WAY_OUT, type Clipping } from './context.ts'
import type { Dims } from './emitter.ts'
import type { GradientRule } from './rule.ts'
import { isDifferentiable, RULES } from './rules.ts'
import { sumTo } from './unbroadcast.ts'

/** First opset whose ScatterElements adds up, which pooling and gathering need. */
export const GRADIENT_OPSET = 18

/** An output to start from. */
export interface Seed {
  readonly value: Value
  /**
   * Its gradient, of its shape: a tensor of the graph. Without one: 1 for a single number (a loss), else a new graph
   * input `<name>_gradient`.
   */
  readonly gradient?: Value
}

export interface GradientOptions {
  /** Concrete shapes of the graph's tensors by name, from `inferShapes`. */
  readonly shapes: ReadonlyMap<string, Dims>
  /** Tensors that count as constants: no gradient goes on from them to what they were computed from. */
  readonly stops?: Iterable<Value>
  /** Where quantizers let gradients through; `levels` unless set. */
  readonly clipping?: Clipping
}

/**
 * Adds to a model's graph, in place, the nodes that compute the gradients of the outputs (weighted by their own
 * gradients and added up) with respect to some of its tensors: reverse accumulation over standard operators, as in
 * tinygrad's `gradient.py` and TensorFlow.js. Nothing is declared a graph output.
 *
 * @returns the gradient of each tensor, with its shape, named `<name>_gradient` where that name is free; zeros where
 * the outputs do not depend on it. Throws MODEL_OPSET below opset 18, MODEL_OPERATOR for an operator without a rule on
 * the way (naming it and its layer) or a float type other than float32, MODEL_INVALID where a shape is missing. What
 * a rule refuses leaves the graph with the nodes that were added before.
 */
export function addGradients(
  model: Model,
  outputs: readonly Seed[],
  wrt: readonly Value[],
  { shapes, stops = [], clipping = 'levels' }: GradientOptions,
): Map<Value, Value> {
  requireOpset(model)
  const { graph } = model
  const nodes = graph.topologicalOrder()
  const stopped = new Set(stops)
  const active = activeValues(graph, nodes, wrt, stopped)
  const seeds = outputs.filter(({ value }) => active.has(value))
  const way = wayBack(nodes, new Set(seeds.map(({ value }) => value)), active, stopped)
  const steps = way.map((node) => ({ node, rule: ruleOf(node) }))
  const context = new GradientContext(graph, shapes, active, clipping)
  const gradients = new Map<Value, Value>()
  for (const seed of seeds) accumulate(context, gradients, seed.value, seedOf(context, seed))
  for (const { node, rule } of steps) {
    const upstream = node.outputs.map((output) =>
      output === null || stopped.has(output) ? null : (gradients.get(output) ?? null),
    )
    if (upstream.some((gradient) => gradient !== null)) passOn(node, rule, upstream, gradients, context)
  }
  return named(new Set(wrt), gradients, context)
}

function passOn(
  node: Node,
  rule: GradientRule,
  upstream: readonly (Value | null)[],
  gradients: Map<Value, Value>,
  context: GradientContext,
): void {
  rule(node, upstream, context).forEach((gradient, index) => {
    const input = node.input(index)
    if (input !== null && gradient !== null && context.needs(input))
      accumulate(context, gradients, input, gradient)
  })
}

function requireOpset(model: Model): void {
  if (opsetOf(model) >= GRADIENT_OPSET) return
  throw new QuantbenchError(
    'MODEL_OPSET',
    `Expected opset ${GRADIENT_OPSET} or newer to train in, got ${opsetOf(model)}`,
    { wayOut: `Bring a copy of the model to opset ${GRADIENT_OPSET} first.` },
  )
}

function seedOf(context: GradientContext, { value, gradient }: Seed): Value {
  if (gradient !== undefined) return gradient
  const dims = context.dims(value)
  if (context.size(value) === 1) return context.ones(dims)
  const name = context.graph.freeName(`${value.name}_gradient`)
  const input = context.graph.addInput(newValueInfo(name, DataType.FLOAT, dims))
  context.learn(input, dims)
  return input
}

function accumulate(
  context: GradientContext,
  gradients: Map<Value, Value>,
  value: Value,
  gradient: Value,
): void {
  const reduced = sumTo(context, gradient, context.dims(value))
  const present = gradients.get(value)
  gradients.set(value, present === undefined ? reduced : context.add(present, reduced))
}

function ruleOf(node: Node): GradientRule {
  if (node.domain === '' && isDifferentiable(node.opType)) return RULES[node.opType]
  const operator = node.domain === '' ? node.opType : `${node.domain}.${node.opType}`
  throw new QuantbenchError(
    'MODEL_OPERATOR',
    `Training through the operator ${operator} is not supported (at ${modulePathOfNode(node)})`,
    { wayOut: WAY_OUT },
  )
}

/** Every gradient as a value of its own: shared and given ones get an Identity behind them. */
function named(
  wrt: ReadonlySet<Value>,
  gradients: ReadonlyMap<Value, Value>,
  context: GradientContext,
): Map<Value, Value> {
  const { graph } = context
  const taken = new Set<Value>()
  const result = new Map<Value, Value>()
  for (const value of wrt) {
    const found = gradients.get(value) ?? context.zeros(context.dims(value))
    const own = found.producer !== null && context.hasAdded(found) && !taken.has(found)
    const gradient = own ? found : context.unary('Identity', found)
    graph.rename(gradient, graph.freeName(`${value.name}_gradient`))
    taken.add(gradient)
    result.set(value, gradient)
  }
  return result
}

import type { Tensor } from '../base/tensor.ts'
import { addGradients, type GradientOptions } from '../autodiff/gradient.ts'
import type { Dims } from '../autodiff/emitter.ts'
import { constantOf } from '../onnx/constants.ts'
import { encodeModel } from '../onnx/encode.ts'
import type { Model } from '../onnx/model.ts'
import { DataType, newValueInfo } from '../onnx/proto.ts'
import { dimsOf, floatsOf } from '../onnx/tensor.ts'
import type { Value } from '../onnx/value.ts'
import { QuantbenchError } from '../base/errors.ts'

export interface TrainingGraphOptions extends Omit<GradientOptions, 'shapes'> {
  /** Concrete shapes of the graph's tensors by name, from `inferShapes`; the added ones need not be there. */
  readonly shapes: ReadonlyMap<string, Dims>
  /** Tensors to hand out besides loss and gradients: terms of the loss, batch statistics. */
  readonly observed?: readonly Value[]
}

/** A model that computes a loss and its gradients, encoded, and what it is to be fed with. */
export interface TrainingGraph {
  readonly bytes: Uint8Array
  /** Initial values of what is trained, by the name of the input that takes them; float32 copies. */
  readonly parameters: ReadonlyMap<string, Tensor>
  /** Name of the output with the gradient of each parameter. */
  readonly gradients: ReadonlyMap<string, string>
  readonly loss: string
  /** Shapes of all outputs by name. */
  readonly outputs: ReadonlyMap<string, Dims>
}

/**
 * Turns a model, in place, into one step of training: the initializers to be trained become inputs, the gradients of
 * the loss (a scalar) with respect to them become outputs, the model's own outputs go.
 * Throws what `addGradients` throws, INTERNAL for a parameter that is no float initializer.
 */
export function trainingGraph(
  model: Model,
  loss: Value,
  parameters: readonly Value[],
  { shapes, observed = [], stops, clipping }: TrainingGraphOptions,
): TrainingGraph {
  const { graph } = model
  const initial = new Map(parameters.map((value) => [value.name, initialValue(value)]))
  for (const value of parameters) {
    value.initializer = null
    graph.addInput(newValueInfo(value.name, DataType.FLOAT, initial.get(value.name)?.dims ?? []))
  }
  const gradients = addGradients(model, [{ value: loss }], parameters, { shapes, stops, clipping })
  for (const output of [...graph.outputs]) graph.removeOutput(output)
  const outputs = new Map<string, Dims>()
  const handOut = (value: Value, dims: Dims) => {
    graph.addOutput(value, newValueInfo(value.name, DataType.FLOAT, dims))
    outputs.set(value.name, dims)
  }
  handOut(loss, [])
  for (const value of observed) handOut(value, shapes.get(value.name) ?? [])
  for (const [value, gradient] of gradients) handOut(gradient, initial.get(value.name)?.dims ?? [])
  graph.prune()
  graph.sort()
  return {
    bytes: encodeModel(model),
    parameters: initial,
    gradients: new Map([...gradients].map(([value, gradient]) => [value.name, gradient.name])),
    loss: loss.name,
    outputs,
  }
}

function initialValue(value: Value): Tensor {
  const tensor = constantOf(value)
  if (tensor === null || value.initializer === null || tensor.dataType !== DataType.FLOAT)
    throw new QuantbenchError('INTERNAL', `Expected ${value.name} to be a float32 initializer to train`)
  return { data: floatsOf(tensor).slice(), dims: dimsOf(tensor) }
}

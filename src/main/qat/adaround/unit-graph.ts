import { Emitter } from '../../autodiff/emitter.ts'
import { GRADIENT_OPSET } from '../../autodiff/gradient.ts'
import type { Dims } from '../../autodiff/emitter.ts'
import { constantOf } from '../../onnx/constants.ts'
import type { Graph } from '../../onnx/graph.ts'
import type { Model } from '../../onnx/model.ts'
import { foldConstants } from '../../onnx/passes/fold-constants.ts'
import { applyPasses } from '../../onnx/passes/pass.ts'
import { upgradeOpset } from '../../onnx/passes/upgrade-opset.ts'
import { DataType, newValueInfo } from '../../onnx/proto.ts'
import { inferShapes } from '../../onnx/shapes.ts'
import { floatsOf, tensorFrom } from '../../onnx/tensor.ts'
import type { Value } from '../../onnx/value.ts'
import { copyModel } from '../../session/taps.ts'
import { trainingGraph, type TrainingGraph } from '../training-graph.ts'
import type { ReconstructionUnit } from './units.ts'

/** A unit as a training graph of its own. */
export interface UnitGraph extends TrainingGraph {
  /** Graph input for each tensor that comes into the unit, by the tensor's name. */
  readonly inputs: ReadonlyMap<string, string>
  /** Graph input for what each tensor that goes out should be. */
  readonly targets: ReadonlyMap<string, string>
  /** Name of the parameter that holds each weight tensor's values as the layers read them. */
  readonly softened: ReadonlyMap<string, string>
}

/**
 * Cuts a unit out of a quantized model, which is not changed, and makes it a training graph: fed with what comes in and
 * with what should go out, it computes the reconstruction error, which is the squared difference summed over channels
 * and averaged over everything else, added up over the outputs, and its gradients by the weights behind their
 * quantizers. Quantizers of activations inside stay, and pass gradients straight through.
 *
 * @param shapes of the unit's inputs and outputs by name, for one run
 * Throws MODEL_OPERATOR for an operator without gradient, MODEL_INVALID where a shape inside cannot be told.
 */
export function unitGraph(
  quantized: Model,
  unit: ReconstructionUnit,
  shapes: ReadonlyMap<string, Dims>,
): UnitGraph {
  const model = copyModel(quantized)
  const { graph } = model
  const inputs = cutInputs(graph, unit, shapes)
  const softened = cutWeights(graph, unit)
  keepOutputs(graph, unit)
  applyPasses([upgradeOpset(GRADIENT_OPSET), foldConstants], model)
  const targets = new Map(
    unit.outputs.map(({ name }) => {
      const dims = shapes.get(name) ?? []
      return [name, graph.addInput(newValueInfo(graph.freeName(`${name}_target`), DataType.FLOAT, dims))]
    }),
  )
  const emitter = new Emitter(graph, inferShapes(model), 'loss/')
  const terms = Array.from(targets, ([name, target]) => squaredError(emitter, graph.get(name), target))
  const loss = terms.reduce((sum, term) => emitter.add(sum, term))
  const parameters = Array.from(softened.values(), (name) => graph.get(name))
  const training = trainingGraph(model, loss, parameters, { shapes: inferShapes(model) })
  return { ...training, inputs, targets: new Map([...targets].map(([k, { name }]) => [k, name])), softened }
}

/** Squared difference, summed over channels and averaged over the rest. */
function squaredError(emitter: Emitter, output: Value, target: Value): Value {
  const dims = emitter.dims(output)
  const channels = dims.length === 4 ? dims[1] : (dims.at(-1) ?? 1)
  const difference = emitter.sub(output, target)
  const total = emitter.emit('ReduceSumSquare', [difference], [], { keepdims: 0 })
  return emitter.mul(total, emitter.scalar(channels / emitter.size(difference)))
}

function cutInputs(
  graph: Graph,
  { inputs, nodes }: ReconstructionUnit,
  shapes: ReadonlyMap<string, Dims>,
): Map<string, string> {
  const names = new Set([...nodes].map((node) => node.output.name))
  const own = graph.nodes.filter((node) => names.has(node.output.name))
  return new Map(
    inputs.map(({ name }) => {
      const info = newValueInfo(graph.freeName(`${name}_fed`), DataType.FLOAT, shapes.get(name) ?? [])
      const fed = graph.addInput(info)
      graph.replaceUses(graph.get(name), fed, own)
      return [name, fed.name]
    }),
  )
}

function cutWeights(graph: Graph, { weights }: ReconstructionUnit): Map<string, string> {
  return new Map(
    weights.map(({ tensor, dequantized, dims }) => {
      const stored = constantOf(tensor)
      const values = stored === null ? new Float32Array(0) : floatsOf(stored).slice()
      const soft = graph.addInitializer(tensorFrom(graph.freeName(`${tensor.name}_soft`), dims, values))
      graph.replaceUses(graph.get(dequantized.name), soft)
      return [tensor.name, soft.name]
    }),
  )
}

function keepOutputs(graph: Graph, { outputs, inputs }: ReconstructionUnit): void {
  for (const output of [...graph.outputs]) graph.removeOutput(output)
  for (const { name } of outputs) graph.addOutput(graph.get(name), newValueInfo(name, DataType.FLOAT, null))
  graph.prune()
  for (const input of graph.inputs.slice(0, graph.inputs.length - inputs.length)) graph.removeInput(input)
  graph.prune()
}

import { Emitter, type Dims } from '../../autodiff/emitter.ts'
import { addGradients, GRADIENT_OPSET } from '../../autodiff/gradient.ts'
import { QuantbenchError } from '../../base/errors.ts'
import { encodeModel } from '../../onnx/encode.ts'
import { imageInput } from '../../onnx/image-input.ts'
import { layersOf } from '../../onnx/layers.ts'
import type { Model } from '../../onnx/model.ts'
import { constantsToInitializers } from '../../onnx/passes/constants-to-initializers.ts'
import { dropInitializerInputs } from '../../onnx/passes/drop-initializer-inputs.ts'
import { foldConstants } from '../../onnx/passes/fold-constants.ts'
import { applyPasses } from '../../onnx/passes/pass.ts'
import { upgradeOpset } from '../../onnx/passes/upgrade-opset.ts'
import { DataType, newValueInfo } from '../../onnx/proto.ts'
import { inferShapes } from '../../onnx/shapes.ts'
import type { Value } from '../../onnx/value.ts'
import { findHead } from '../../quant/head.ts'
import { quantizedReaders, type QuantizedPart, type QuantizedReader } from '../../quant/quantizer-switches.ts'
import { copyModel } from '../../session/taps.ts'

/** A Q/DQ model with its backward pass, which tells what every quantizer's error does to the outputs, to first order. */
export interface EffectGraph {
  readonly bytes: Uint8Array
  readonly input: string
  /** Tensors of the model whose gradients are given, with the input that takes each one's and its shape. */
  readonly targets: readonly { readonly tensor: string; readonly gradient: string; readonly dims: Dims }[]
  /** What the numbers of `effects` belong to, in order. */
  readonly readers: readonly { readonly name: string; readonly part: QuantizedPart }[]
  /** The output with Σ gradient · (quantized − float) of every reader. */
  readonly effects: string
}

/**
 * Builds the graph for images of one size. What every layer reads quantized counts by itself, also where layers share
 * a quantizer. Targets are the model's outputs, or, where something behind them has no gradient (suppression, …), what
 * the final prediction layers give. The given model is not changed.
 * Throws MODEL_OPERATOR where something before these has no gradient, MODEL_INVALID where shapes are not fixed.
 */
export function effectGraph(quantized: Model, inputDims: Dims): EffectGraph {
  try {
    return build(quantized, inputDims, false)
  } catch (error) {
    if (!(error instanceof QuantbenchError) || error.code !== 'MODEL_OPERATOR') throw error
    return build(quantized, inputDims, true)
  }
}

interface Probe extends QuantizedReader {
  /** What the node reads, for itself alone. */
  readonly own: Value
}

function build(quantized: Model, inputDims: Dims, atHead: boolean): EffectGraph {
  const model = atOneSize(quantized, inputDims, atHead)
  const { graph } = model
  const probes = quantizedReaders(graph).map((reader): Probe => {
    const { node, input, source } = reader
    const read = node.input(input)
    const fields = { opType: 'Identity', inputs: [read], outputs: [graph.freeName(`${source.name}_read`)] }
    const own = graph.addNode(fields, { before: node }).output
    graph.setInput(node, input, own)
    return { ...reader, own }
  })
  const shapes = inferShapes(model)
  const before = new Set(graph.inputs)
  const outputs = graph.outputs.filter(({ name }) => shapes.has(name))
  const gradients = addGradients(
    model,
    outputs.map((value) => ({ value })),
    probes.map(({ own }) => own),
    { shapes },
  )
  const effects = addEffects(new Emitter(graph, shapes, 'effect/'), probes, gradients)
  const seeds = graph.inputs.filter((input) => !before.has(input))
  const targets = seeds.flatMap(({ name: gradient }) => {
    const output = outputs.find(({ name }) => gradient.startsWith(`${name}_gradient`))
    return output === undefined
      ? []
      : [{ tensor: output.name, gradient, dims: shapes.get(output.name) ?? [] }]
  })
  for (const output of [...graph.outputs]) graph.removeOutput(output)
  graph.addOutput(effects, newValueInfo(effects.name, DataType.FLOAT, [probes.length]))
  graph.prune()
  graph.sort()
  return {
    bytes: encodeModel(model),
    input: imageInput(quantized).name,
    targets,
    readers: probes.map(({ name, part }) => ({ name, part })),
    effects: effects.name,
  }
}

/** Σ gradient · error of each, in one vector. */
function addEffects(emitter: Emitter, probes: readonly Probe[], gradients: ReadonlyMap<Value, Value>): Value {
  const sums = probes.map(({ own, source }) => {
    const dims = emitter.dims(own)
    const gradient = gradients.get(own)
    if (gradient === undefined) throw new QuantbenchError('INTERNAL', `no gradient of ${own.name}`)
    emitter.learn(gradient, dims)
    const error = emitter.sub(own, source)
    const all = dims.map((_, axis) => axis)
    return emitter.reshape(emitter.sum(emitter.mul(gradient, error), all), [1])
  })
  return emitter.concat(sums, 0)
}

/** A copy for one input size, at the opset of gradients. */
function atOneSize(quantized: Model, dims: Dims, atHead: boolean): Model {
  const copy = copyModel(quantized)
  const { graph } = copy
  const input = graph.get(imageInput(copy).name)
  input.info = newValueInfo(input.name, DataType.FLOAT, dims)
  if (atHead) {
    const { layers } = findHead(graph, layersOf(graph))
    for (const output of [...graph.outputs]) graph.removeOutput(output)
    for (const { node } of layers)
      graph.addOutput(node.output, newValueInfo(node.output.name, DataType.FLOAT, null))
    graph.prune()
  }
  const passes = [dropInitializerInputs, constantsToInitializers, upgradeOpset(GRADIENT_OPSET), foldConstants]
  applyPasses(passes, copy)
  return copy
}

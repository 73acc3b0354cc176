import { meanSquaredError } from '../autodiff/losses/mean-squared-error.ts'
import { Emitter } from '../autodiff/emitter.ts'
import { GRADIENT_OPSET } from '../autodiff/gradient.ts'
import { QuantbenchError } from '../base/errors.ts'
import { embedGraph } from '../onnx/embed.ts'
import { imageInput } from '../onnx/image-input.ts'
import { layersOf } from '../onnx/layers.ts'
import type { Model } from '../onnx/model.ts'
import { constantsToInitializers } from '../onnx/passes/constants-to-initializers.ts'
import { dropInitializerInputs } from '../onnx/passes/drop-initializer-inputs.ts'
import { foldConstants } from '../onnx/passes/fold-constants.ts'
import { applyPasses } from '../onnx/passes/pass.ts'
import { upgradeOpset } from '../onnx/passes/upgrade-opset.ts'
import { DataType, newValueInfo } from '../onnx/proto.ts'
import { inferShapes } from '../onnx/shapes.ts'
import type { Value } from '../onnx/value.ts'
import { findHead } from '../quant/head.ts'
import { copyModel } from '../session/taps.ts'
import { blockOutputs, type BlockOutput } from './block-outputs.ts'
import { tieActivationScales } from './activation-scales.ts'
import { taskLoss } from './task-loss/loss-graph.ts'
import type { PredictionLayout } from './task-loss/prediction-layout.ts'
import { targetShape, type TargetShape } from './task-loss/targets.ts'
import { trainedWeights } from './trained-weights.ts'
import { trainingGraph, type TrainingGraph } from './training-graph.ts'

export interface TeacherStudentOptions {
  /** Shape of one run's input, e.g. [1, 3, 640, 640]. */
  readonly inputDims: readonly number[]
  /** Which layers' weights are trained, by regular expressions; all that reach the loss without one. */
  readonly train?: readonly string[]
  /** Supervise every `stride`-th block, counted from the last; 1 unless set. */
  readonly stride?: number
  /** Whether the activations' scales are trained too; equal ones stay equal. */
  readonly scales?: boolean
  /** A loss from labels on the decoded output, added with this weight; it trains the detect head too. */
  readonly task?: { readonly layout: PredictionLayout; readonly weight: number } | null
}

/** One step of fine-tuning a quantized model under its float parent. */
export interface TeacherStudent extends TrainingGraph {
  readonly input: string
  /** Names of the parameters that are scales. */
  readonly scales: ReadonlySet<string>
  /** The blocks that are compared, in graph order, with the output that holds each one's mean squared error. */
  readonly blocks: readonly (BlockOutput & { readonly loss: string })[]
  /** The output that holds the task loss before its weight, and the targets to feed; null without one. */
  readonly task: (TargetShape & { readonly loss: string }) | null
}

/**
 * The training graph of NVIDIA's fine-tuning (yolov5 and yolov7 of Deep Learning Examples and cuDLA samples): the float
 * model and the quantized one see the same images, and the loss is the sum over blocks of the mean squared error between
 * their outputs. Both stand in one graph, so that no activation leaves the runtime. With a task loss the quantized model
 * keeps its head and decoding, and what its output loses against labels is added. Models are not changed.
 *
 * @param float prepared as the quantized model's parent was
 * Throws MODEL_INVALID where the quantized model does not stem from the float one, its weights are no float32 or no
 * block lies in front of the head, MODEL_OPERATOR where something has no gradient, RECIPE_INVALID where nothing is left
 * to train.
 */
export function teacherStudent(
  float: Model,
  quantized: Model,
  { inputDims, train = [], stride = 1, scales = false, task = null }: TeacherStudentOptions,
): TeacherStudent {
  const blocks = blockOutputs(float.graph)
  if (blocks.length === 0) throw nothingToCompare()
  const compared = blocks.filter((_, index) => (blocks.length - 1 - index) % stride === 0)
  const tensors = compared.map(({ tensor }) => tensor)
  const student = atOneSize(quantized, inputDims, task === null ? tensors : [...tensors, task.layout.output])
  const teacher = atOneSize(float, inputDims, tensors)
  const fixed = decodingWeights(quantized)
  const weights = trainedWeights(student, train).filter(({ name }) => !fixed.has(name))
  const learned = scales ? tieActivationScales(student.graph) : []
  const input = imageInput(quantized).name
  const own = new Map([[imageInput(float).name, student.graph.get(input)]])
  const taught = embedGraph(student.graph, teacher.graph, 'teacher/', own)
  const shapes = inferShapes(student)
  const emitter = new Emitter(student.graph, shapes, 'loss/')
  const terms = compared.map(({ tensor }) => {
    const target = taught.get(tensor)
    if (target === undefined) throw unrelated(tensor)
    return meanSquaredError(emitter, student.graph.get(tensor), target)
  })
  const blocksLoss = terms.reduce((sum, term) => emitter.add(sum, term))
  const labels = task === null ? null : labelLoss(emitter, task.layout, inputDims[0])
  const loss =
    task === null || labels === null
      ? blocksLoss
      : emitter.add(blocksLoss, emitter.mul(labels.loss, emitter.scalar(task.weight)))
  const known = new Map([...shapes, ...inferShapes(student)])
  const parameters = reaching(loss, [...weights, ...learned])
  const targets = compared.flatMap(({ tensor }) => taught.get(tensor) ?? [])
  const observed = labels === null ? terms : [...terms, labels.loss]
  const options = { shapes: known, observed, stops: [...targets, ...(labels?.stops ?? [])] }
  const graph = trainingGraph(student, loss, parameters, options)
  const scaleNames = learned.flatMap(({ name }) => (graph.parameters.has(name) ? [name] : []))
  return {
    ...graph,
    input,
    scales: new Set(scaleNames),
    blocks: compared.map((block, index) => ({ ...block, loss: terms[index].name })),
    task: labels === null ? null : { ...labels.shape, loss: labels.loss.name },
  }
}

function labelLoss(emitter: Emitter, layout: PredictionLayout, images: number) {
  const shape = targetShape(layout, images)
  return { shape, ...taskLoss(emitter, emitter.graph.get(layout.output), shape) }
}

/** Names of the weights with which predictions are decoded: fixed arithmetic that exporters write as layers. */
function decodingWeights({ graph }: Model): Set<string> {
  const layers = layersOf(graph)
  const { tail } = findHead(graph, layers)
  return new Set(layers.flatMap(({ node, weight }) => (tail.has(node) ? [weight.name] : [])))
}

/** A copy of a model for one input size that computes these tensors and nothing else. */
function atOneSize(model: Model, dims: readonly number[], tensors: readonly string[]): Model {
  const copy = copyModel(model)
  const { graph } = copy
  const input = graph.get(imageInput(copy).name)
  input.info = newValueInfo(input.name, DataType.FLOAT, dims)
  for (const output of [...graph.outputs]) graph.removeOutput(output)
  for (const tensor of tensors) {
    const value = graph.find(tensor)
    if (value === undefined) throw unrelated(tensor)
    graph.addOutput(value, newValueInfo(tensor, DataType.FLOAT, null))
  }
  graph.prune()
  applyPasses(
    [dropInitializerInputs, constantsToInitializers, upgradeOpset(GRADIENT_OPSET), foldConstants],
    copy,
  )
  return copy
}

function unrelated(tensor: string): QuantbenchError {
  return new QuantbenchError(
    'MODEL_INVALID',
    `Expected the quantized model to have the float model's tensor ${tensor}, it has none`,
    {
      wayOut: 'Give the float model that the quantized one was made from.',
    },
  )
}

function nothingToCompare(): QuantbenchError {
  return new QuantbenchError(
    'MODEL_INVALID',
    'Expected a detector with blocks in front of its detect head, got one whose layers all belong to the head',
    { wayOut: 'Fine-tuning compares what blocks hand on; this model can only be quantized.' },
  )
}

/** Those of the weights that the loss depends on. */
function reaching(loss: Value, weights: readonly Value[]): Value[] {
  const seen = new Set<Value>()
  const open = [loss]
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (seen.has(value)) continue
    seen.add(value)
    for (const input of value.producer?.inputs ?? []) if (input !== null) open.push(input)
  }
  const found = weights.filter((weight) => seen.has(weight))
  if (found.length > 0) return found
  throw new QuantbenchError(
    'RECIPE_INVALID',
    'Expected weights to train, got none that the compared blocks depend on',
    {
      wayOut: 'Widen the regular expression of the layers to train.',
    },
  )
}

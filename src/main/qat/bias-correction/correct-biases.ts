import { QuantbenchError } from '../../base/errors.ts'
import type { StageContext } from '../../base/progress.ts'
import type { CalibrationInput } from '../../calib/collect.ts'
import { intOf } from '../../onnx/attributes.ts'
import { layersByNode } from '../../onnx/layers.ts'
import type { Node } from '../../onnx/node.ts'
import type { Model } from '../../onnx/model.ts'
import { copyModel } from '../../session/taps.ts'
import type { SessionOptions } from '../../session/session.ts'
import { quantizedWeights, type QuantizedWeight } from '../adaround/quantized-weights.ts'
import { addToBias } from './add-to-bias.ts'
import { channelMeans, type ChannelTensor } from './channel-means.ts'
import { levelsOf } from './layer-levels.ts'

export interface BiasCorrectionOptions extends SessionOptions {
  /** Images to measure with at most; 32 unless set. */
  readonly images?: number
}

/** What correction did to one layer. */
export interface LayerBiasReport {
  readonly layer: string
  /** Root mean square over channels of the mean error of the layer's output, before any layer was corrected and after all. */
  readonly before: number
  readonly after: number
}

export interface BiasCorrectionReport {
  readonly layers: readonly LayerBiasReport[]
  readonly wallMs: number
}

export interface BiasCorrectionResult {
  readonly model: Model
  /** What was added to each layer's bias, by layer, in the order of adding. */
  readonly shifts: ReadonlyMap<string, Float32Array>
  readonly report: BiasCorrectionReport
}

type Means = ReadonlyMap<string, Float64Array>

/**
 * Empirical bias correction (Nagel et al. 2019, arXiv 1906.04721): quantization shifts the mean of a layer's output; the
 * shift, measured per output channel against the float model on the same images, is taken off the bias. In graph order,
 * each layer after all that it depends on are corrected; layers that do not depend on each other are measured together.
 * Given models are not changed.
 *
 * @param float the prepared model that the quantized one was made from
 * Throws CALIBRATION, CANCELLED, GRAPH_EDIT where the models do not belong together, MODEL_INVALID where no layer has
 * quantized weights, and what sessions throw.
 */
export async function correctBiases(
  quantized: Model,
  float: Model,
  images: CalibrationInput,
  options: BiasCorrectionOptions = {},
  context: StageContext = {},
): Promise<BiasCorrectionResult> {
  const started = performance.now()
  const model = copyModel(quantized)
  const { graph } = model
  const outputs = correctedOutputs(model)
  const levels = levelsOf(graph, new Set(outputs.keys()))
  const all = [...outputs.values()].map(({ tensor }) => tensor)
  const { images: count = 32, ...session } = options
  const settings = { ...session, count, signal: context.signal }
  let done = 0
  const measure = async (of: Model, tensors: readonly ChannelTensor[]): Promise<Means> => {
    const report = () =>
      context.onProgress?.({ phase: 'bias-correction', done, total: levels.length + 3, unit: 'passes' })
    report()
    const means = await channelMeans(of, tensors, images, settings)
    done++
    report()
    return means
  }
  const wanted = await measure(float, all)
  const before = await measure(model, all)
  const shifts = new Map<string, Float32Array>()
  for (const level of levels) {
    const some = level.flatMap((node) => outputs.get(node) ?? [])
    const means = await measure(
      model,
      some.map(({ tensor }) => tensor),
    )
    for (const { layer, tensor } of some) {
      const shift = Float32Array.from(errorOf(tensor.name, wanted, means))
      addToBias(graph, layer, shift)
      shifts.set(layer.name, shift)
    }
  }
  const after = await measure(model, all)
  const layers = [...outputs.values()].map(({ layer, tensor: { name } }) => ({
    layer: layer.name,
    before: rootMeanSquare(errorOf(name, wanted, before)),
    after: rootMeanSquare(errorOf(name, wanted, after)),
  }))
  return { model, shifts, report: { layers, wallMs: performance.now() - started } }
}

/** The layers with quantized weights, by their nodes, with the tensor whose means count. */
function correctedOutputs({ graph }: Model) {
  const quantized = quantizedWeights(graph)
  if (quantized.length === 0) {
    throw new QuantbenchError(
      'MODEL_INVALID',
      'Expected layers with INT8 weights behind Q/DQ pairs, the model has none',
      {
        wayOut: 'Quantize the float model with `quantbench ptq`.',
      },
    )
  }
  const named = layersByNode(graph)
  return new Map(
    quantized.flatMap((weight) =>
      weight.layers.flatMap(({ node, weightInput }) => {
        const layer = named.get(node)
        // With its constant first, a product's channels are on an inner axis, where no bias stands.
        if (layer === undefined || weightInput === 0) return []
        return [[node, { layer, tensor: outputOf(node, weight) }] as const]
      }),
    ),
  )
}

/** Convolutions have their channels on axis 1, matrix products on the last one. */
function outputOf(node: Node, { dims }: QuantizedWeight): ChannelTensor {
  const { name } = node.output
  if (node.is('Conv')) return { name, channels: dims[0], rank: dims.length }
  const group = intOf(node.attributes, 'group', 1)
  if (node.is('ConvTranspose')) return { name, channels: dims[1] * group, rank: dims.length }
  const turned = node.is('Gemm') && intOf(node.attributes, 'transB', 0) === 1
  return { name, channels: turned ? dims[0] : (dims.at(-1) ?? 1), rank: null }
}

function errorOf(tensor: string, wanted: Means, found: Means): Float64Array {
  const means = wanted.get(tensor)
  const own = found.get(tensor)
  if (means === undefined || own?.length !== means.length)
    throw new QuantbenchError('INTERNAL', `Expected means of ${tensor} from both models`)
  return means.map((mean, channel) => mean - own[channel])
}

function rootMeanSquare(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / Math.max(1, values.length))
}

import { throwIfCancelled } from '../../base/cancel.ts'
import { QuantbenchError } from '../../base/errors.ts'
import type { CalibrationInput } from '../../calib/collect.ts'
import { imageInput } from '../../onnx/image-input.ts'
import type { Graph } from '../../onnx/graph.ts'
import { opsetOf, type Model } from '../../onnx/model.ts'
import { DataType, newValueInfo } from '../../onnx/proto.ts'
import { int64Tensor } from '../../onnx/tensor.ts'
import type { Value } from '../../onnx/value.ts'
import { openSession, type SessionOptions } from '../../session/session.ts'
import { tapModel } from '../../session/taps.ts'

/** A tensor whose channels are averaged. */
export interface ChannelTensor {
  readonly name: string
  readonly channels: number
  /** Number of axes where channels are on axis 1; null where they are on the last axis of however many. */
  readonly rank: number | null
}

/** First opset whose ReduceMean takes its axes as an input. */
const AXES_AS_INPUT = 18

/**
 * The mean of every channel of some tensors, over positions and images. It is taken inside the graph, so that only the
 * means leave the runtime. Throws CALIBRATION where no image came, CANCELLED, GRAPH_EDIT for a tensor that does not exist,
 * and what sessions throw.
 */
export async function channelMeans(
  model: Model,
  tensors: readonly ChannelTensor[],
  images: CalibrationInput,
  { count, signal, ...options }: SessionOptions & { count: number; signal?: AbortSignal },
): Promise<Map<string, Float64Array>> {
  const { name: input, batch } = imageInput(model)
  const { tapped, names } = withMeans(model, tensors)
  const sums = new Map<string, Float64Array>()
  let seen = 0
  const session = await openSession(tapped, options)
  try {
    for await (const { input: image, release } of images(batch ?? 1, 0, count)) {
      throwIfCancelled(signal)
      const results = await session.run({ [input]: image })
      const weight = image.dims[0]
      release()
      seen += weight
      for (const [tensor, output] of names) addUp(sums, tensor, results[output].data, weight)
    }
  } finally {
    await session.close()
  }
  if (seen === 0) throw noImages()
  for (const sum of sums.values()) for (let channel = 0; channel < sum.length; channel++) sum[channel] /= seen
  return sums
}

function noImages(): QuantbenchError {
  return new QuantbenchError(
    'CALIBRATION',
    'Expected images to measure biases with, got none that can be read',
    {
      wayOut: 'Check the folder given for calibration.',
    },
  )
}

function addUp(sums: Map<string, Float64Array>, tensor: string, means: Float32Array, weight: number): void {
  const sum = sums.get(tensor) ?? new Float64Array(means.length)
  for (let channel = 0; channel < sum.length; channel++) sum[channel] += weight * means[channel]
  sums.set(tensor, sum)
}

/** A copy of the model that hands out nothing but the means, and the output that holds each tensor's. */
function withMeans(model: Model, tensors: readonly ChannelTensor[]) {
  const tapped = tapModel(
    model,
    tensors.map(({ name }) => name),
  )
  const { graph } = tapped
  const asInput = opsetOf(tapped) >= AXES_AS_INPUT
  const names = new Map<string, string>()
  for (const { name, rank, channels } of tensors) {
    const value = graph.get(name)
    graph.removeOutput(value)
    const axes = rank === null ? [0] : [0, ...Array.from({ length: rank - 2 }, (_, index) => index + 2)]
    const inputs = [rank === null ? inRows(graph, value, channels) : value]
    if (asInput) inputs.push(graph.addInitializer(int64Tensor(graph.freeName(`${name}_axes`), axes)))
    const node = graph.addNode({
      opType: 'ReduceMean',
      inputs,
      outputs: [graph.freeName(`${name}_mean`)],
      attributes: { keepdims: 0, ...(asInput ? {} : { axes }) },
    })
    graph.addOutput(node.output, newValueInfo(node.output.name, DataType.FLOAT, null))
    names.set(name, node.output.name)
  }
  return { tapped, names }
}

function inRows(graph: Graph, value: Value, channels: number): Value {
  const dims = graph.addInitializer(int64Tensor(graph.freeName(`${value.name}_rows_shape`), [-1, channels]))
  const outputs = [graph.freeName(`${value.name}_rows`)]
  return graph.addNode({ opType: 'Reshape', inputs: [value, dims], outputs }).output
}

import { sizeOf, type Tensor } from '../../../src/main/base/tensor.ts'
import type { Model } from '../../../src/main/onnx/model.ts'
import { GradientPool, shareTensors, type Feeds } from '../../../src/main/qat/gradient-pool.ts'
import type { TrainingGraph } from '../../../src/main/qat/training-graph.ts'
import type { SessionOptions } from '../../../src/main/session/session.ts'
import { DetectorBuilder } from '../quant/detector-builder.ts'

export const IMAGE = [1, 3, 8, 8]

/** Three blocks with SiLU, a residual addition and a Concat, and the convolution of a detect head. */
export function floatNetwork(seed = 11): Model {
  const builder = new DetectorBuilder({ seed })
  const stem = builder.conv('model.0.conv', builder.image(3, 8), 6, { kernel: 3 })
  const bottleneck = builder.bottleneck('model.1.m.0', stem)
  const joined = builder.concat('model.2', [stem, bottleneck])
  const mixed = builder.conv('model.3.conv', joined, 4, { kernel: 3 })
  builder.output(builder.conv('model.4.m.0', mixed, 5, { act: false }))
  return builder.model
}

/** Runs a training graph once in threads of its own. @returns the mean of every output by name */
export async function trainingRun(
  graph: TrainingGraph,
  feeds: readonly Feeds[],
  session: SessionOptions = { threads: 1 },
): Promise<Map<string, Float32Array>> {
  const shared = shareTensors(graph.parameters)
  const pool = new GradientPool({
    model: graph.bytes,
    outputs: graph.outputs,
    shared,
    runs: feeds.length,
    session,
  })
  try {
    const means = await pool.mean(feeds)
    return new Map(Array.from(means, ([name, data]) => [name, data.slice()]))
  } finally {
    await pool.close()
  }
}

/** Several tensors of one image each as one batch. */
export function stacked(images: readonly Tensor[]): Tensor {
  const [first] = images
  const data = new Float32Array(images.length * sizeOf(first.dims))
  images.forEach((image, at) => data.set(image.data, at * sizeOf(first.dims)))
  return { data, dims: [images.length * first.dims[0], ...first.dims.slice(1)] }
}

export function bytesOf(arrays: ReadonlyMap<string, Float32Array>): string {
  return Array.from(
    arrays,
    ([name, { buffer, byteOffset, byteLength }]) =>
      `${name} ${Buffer.from(buffer, byteOffset, byteLength).toString('hex')}`,
  ).join('\n')
}

/** Largest difference between two arrays over the largest magnitude of the first. */
export function relativeDifference(one: Float32Array, other: Float32Array): number {
  if (one.length !== other.length) return Infinity
  const largest = one.reduce((most, value) => Math.max(most, Math.abs(value)), Number.MIN_VALUE)
  return one.reduce((worst, value, at) => Math.max(worst, Math.abs(value - other[at])), 0) / largest
}

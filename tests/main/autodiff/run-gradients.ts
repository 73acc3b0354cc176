import { sizeOf, type Tensor } from '../../../src/main/base/tensor.ts'
import type { Clipping } from '../../../src/main/autodiff/context.ts'
import { addGradients, type Seed } from '../../../src/main/autodiff/gradient.ts'
import { DataType, newValueInfo } from '../../../src/main/onnx/proto.ts'
import { inferShapes } from '../../../src/main/onnx/shapes.ts'
import type { Value } from '../../../src/main/onnx/value.ts'
import { openSession } from '../../../src/main/session/session.ts'
import type { ModelBuilder } from '../../support/build-graph.ts'

export interface GradientRun {
  builder: ModelBuilder
  outputs: readonly Value[]
  wrt: readonly Value[]
  feeds: Readonly<Record<string, Tensor>>
  /** Gradients of the outputs, in their order; 1 for a loss without one. */
  upstream?: readonly Float32Array[]
  stops?: readonly Value[]
  clipping?: Clipping
}

/** Adds gradients to a model, opens it in ONNX Runtime and runs it once. @returns outputs and gradients in order */
export async function runGradients(run: GradientRun): Promise<{ outputs: Tensor[]; gradients: Tensor[] }> {
  const { model, graph } = run.builder
  const shapes = inferShapes(model)
  const { stops, clipping } = run
  const upstream: Record<string, Tensor> = {}
  const seeds: Seed[] = run.outputs.map((value, index) => {
    const data = run.upstream?.[index]
    if (data === undefined) return { value }
    const tensor = { data, dims: shapes.get(value.name) ?? [] }
    const gradient = run.builder.input(`upstream_${index}`, tensor.dims)
    upstream[gradient.name] = tensor
    shapes.set(gradient.name, tensor.dims)
    return { value, gradient }
  })
  const gradients = addGradients(model, seeds, run.wrt, { shapes, stops, clipping })
  const results = [...run.outputs, ...run.wrt.map((value) => gradients.get(value) ?? value)]
  for (const value of results) graph.addOutput(value, newValueInfo(value.name, DataType.FLOAT, null))
  const session = await openSession(model, { threads: 1 })
  try {
    const found = await session.run({ ...run.feeds, ...upstream })
    const tensors = results.map((value) => found[value.name])
    return { outputs: tensors.slice(0, run.outputs.length), gradients: tensors.slice(run.outputs.length) }
  } finally {
    await session.close()
  }
}

/** Largest difference between two tensors; infinite where shape or a NaN differs. */
export function largestDifference(got: Tensor, expected: Tensor): number {
  if (got.dims.length !== expected.dims.length || sizeOf(got.dims) !== sizeOf(expected.dims)) return Infinity
  let worst = 0
  for (let index = 0; index < expected.data.length; index++) {
    const difference = Math.abs(got.data[index] - expected.data[index])
    worst = Math.max(worst, Number.isNaN(difference) ? Infinity : difference)
  }
  return worst
}

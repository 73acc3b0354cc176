import { Emitter } from '../../../../src/main/autodiff/emitter.ts'
import type { Tensor } from '../../../../src/main/base/tensor.ts'
import { inferShapes } from '../../../../src/main/onnx/shapes.ts'
import type { Value } from '../../../../src/main/onnx/value.ts'
import { ModelBuilder } from '../../../support/build-graph.ts'
import { runGradients } from '../run-gradients.ts'

/** Runs a loss of some inputs with an upstream gradient of ones: its values and the gradient of the first input. */
export async function runLoss(
  feeds: Record<string, Tensor>,
  build: (emitter: Emitter, inputs: Value[]) => { loss: Value; stops?: Value[] },
): Promise<{ loss: number[]; gradient: number[] }> {
  const builder = new ModelBuilder({ opset: 18 })
  const inputs = Object.entries(feeds).map(([name, { dims }]) => builder.input(name, dims))
  const emitter = new Emitter(builder.graph, inferShapes(builder.model), 'loss/')
  const { loss, stops } = build(emitter, inputs)
  const upstream = [new Float32Array(emitter.size(loss)).fill(1)]
  const { outputs, gradients } = await runGradients({
    builder,
    outputs: [loss],
    wrt: inputs.slice(0, 1),
    feeds,
    upstream,
    stops,
  })
  return { loss: Array.from(outputs[0].data), gradient: Array.from(gradients[0].data) }
}

/** Slopes of a function of many numbers in float64. */
export function slopes(values: readonly number[], of: (values: readonly number[]) => number): number[] {
  return values.map((value, index) => {
    const at = (offset: number) => of(values.with(index, value + offset))
    return (at(1e-5) - at(-1e-5)) / 2e-5
  })
}

export function expectAllClose(got: readonly number[], expected: readonly number[], digits = 5): void {
  if (got.length !== expected.length) throw new Error(`${got.length} values, expected ${expected.length}`)
  got.forEach((value, index) => {
    const allowed = 10 ** -digits * Math.max(1, Math.abs(expected[index]))
    if (!(Math.abs(value - expected[index]) <= allowed))
      throw new Error(`Value ${index} is ${value}, expected ${expected[index]}`)
  })
}

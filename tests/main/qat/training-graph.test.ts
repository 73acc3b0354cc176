import { describe, expect, it } from 'vitest'
import { Emitter } from '../../../src/main/autodiff/emitter.ts'
import { meanSquaredError } from '../../../src/main/autodiff/losses/mean-squared-error.ts'
import { inferShapes } from '../../../src/main/onnx/shapes.ts'
import { floatsOf } from '../../../src/main/onnx/tensor.ts'
import { trainingGraph } from '../../../src/main/qat/training-graph.ts'
import { openSession } from '../../../src/main/session/session.ts'
import { ModelBuilder } from '../../support/build-graph.ts'
import { runGradients } from '../autodiff/run-gradients.ts'
import { relativeDifference, trainingRun } from './taught-network.ts'

const SHAPE = [2, 3, 4, 4]

/** loss = mean (conv(x, w) + b − t)², with a weight that nothing reads and an output of its own. */
function regression() {
  const builder = new ModelBuilder({ opset: 18 })
  const x = builder.input('x', SHAPE)
  const t = builder.input('t', SHAPE)
  const w = builder.weights('w', [3, 3, 1, 1])
  const b = builder.weights('b', [3])
  const y = builder.node('Conv', [x, w, b], {}, { outputs: ['y'] })
  builder.output(builder.node('Sigmoid', [y], {}, { outputs: ['decoded'] }))
  const emitter = new Emitter(builder.graph, inferShapes(builder.model), 'loss/')
  const loss = meanSquaredError(emitter, y, t)
  const shapes = new Map([...inferShapes(builder.model), [loss.name, []]])
  return { builder, w, b, y, loss, shapes }
}

const values = new ModelBuilder({ seed: 4 })
const feeds = {
  x: { data: values.values(SHAPE), dims: SHAPE },
  t: { data: values.values(SHAPE), dims: SHAPE },
}

describe('trainingGraph', () => {
  it('computes the loss and gradients of a direct run', async () => {
    const direct = regression()
    const expected = await runGradients({
      builder: direct.builder,
      outputs: [direct.loss],
      wrt: [direct.w, direct.b],
      feeds,
    })
    const { builder, loss, w, b, shapes } = regression()
    const graph = trainingGraph(builder.model, loss, [w, b], { shapes })
    const found = await trainingRun(graph, [feeds])
    const names = [graph.loss, ...['w', 'b'].map((name) => graph.gradients.get(name) ?? '')]
    names.forEach((name, at) => {
      const { data } = [...expected.outputs, ...expected.gradients][at]
      // The runtime orders its sums by how the graph's outputs are listed: a bit or two of float32.
      expect(relativeDifference(data, found.get(name) ?? new Float32Array())).toBeLessThan(5e-7)
      expect(Math.max(...data)).toBeGreaterThan(0.01)
    })
  })

  it('takes parameters as inputs, and hands out loss, what is observed and gradients, nothing else', async () => {
    const { builder, loss, w, b, y, shapes } = regression()
    const initial = new ModelBuilder().weights('w', [3, 3, 1, 1])
    const graph = trainingGraph(builder.model, loss, [w, b], { shapes, observed: [y, loss] })
    const session = await openSession(graph.bytes)
    expect(session.inputs.map(({ name, dims }) => [name, dims])).toEqual([
      ['x', SHAPE],
      ['t', SHAPE],
      ['w', [3, 3, 1, 1]],
      ['b', [3]],
    ])
    expect(session.outputs.map(({ name }) => name)).toEqual([...graph.outputs.keys()])
    expect([...graph.outputs]).toEqual([
      [loss.name, []],
      ['y', SHAPE],
      ['w_gradient', [3, 3, 1, 1]],
      ['b_gradient', [3]],
    ])
    expect(graph.parameters.get('w')?.data).toHaveLength(9)
    expect(graph.parameters.get('w')?.data).toEqual(initial.initializer && floatsOf(initial.initializer))
    await session.close()
  })

  it('gives a parameter that the loss does not depend on a gradient of zeros', async () => {
    const { builder, loss, w, shapes } = regression()
    const idle = builder.weights('idle', [2])
    const graph = trainingGraph(builder.model, loss, [w, idle], {
      shapes: new Map([...shapes, ['idle', [2]]]),
    })
    const found = await trainingRun(graph, [feeds])
    expect(found.get(graph.gradients.get('idle') ?? '')).toEqual(new Float32Array(2))
  })

  it('refuses a parameter that is not stored as float32', () => {
    const { builder, loss, y, shapes } = regression()
    const whole = builder.ints('whole', [1, 2])
    for (const value of [y, whole]) {
      expect(() => trainingGraph(builder.model, loss, [value], { shapes })).toThrow(
        expect.objectContaining({ code: 'INTERNAL', message: expect.stringContaining(value.name) }),
      )
    }
  })
})

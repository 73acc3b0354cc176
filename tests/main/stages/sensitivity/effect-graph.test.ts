import { describe, expect, it } from 'vitest'
import type { Model } from '../../../../src/main/onnx/model.ts'
import { quantizeModel } from '../../../../src/main/quant/quantize-model.ts'
import { recipeFrom } from '../../../../src/main/quant/recipe.ts'
import { openSession } from '../../../../src/main/session/session.ts'
import { effectGraph } from '../../../../src/main/stages/sensitivity/effect-graph.ts'
import { ModelBuilder } from '../../../support/build-graph.ts'

const PIXELS = [0.1234, -0.456, 0.789, 1.9]

/** y = 3 · (2 · x), two layers on four pixels; behind them, where asked for, something without a gradient. */
function chain(withEnd = false): Model {
  const builder = new ModelBuilder({ opset: 13 })
  const image = builder.input('image', [1, 1, 1, 4])
  const layer = (input: typeof image, name: string, weight: number, outputs: string[]) =>
    builder.node(
      'Conv',
      [input, builder.floats(`${name}.weight`, [1, 1, 1, 1], [weight])],
      {},
      { name, outputs },
    )
  const last = layer(layer(image, 'model.0', 2, ['middle']), 'model.1', 3, ['y'])
  builder.output(withEnd ? builder.node('Hardmax', [last], {}, { outputs: ['end'] }) : last)
  return builder.model
}

/** Steps of 0.01 for the image, of 0.1 for what the first layer gives, of 0.03 for weights: 2 becomes 2.01, 3 stays. */
function quantized(withEnd = false): Model {
  const amax = (tensor: string) => (tensor === 'image' ? 1.27 : 12.7)
  return quantizeModel(chain(withEnd), recipeFrom({ headFloat: 'off' }), {
    activations: { amax, merged: () => undefined },
    weights: () => [0.03 * 127],
  }).model
}

async function effects(model: Model, seed: readonly number[]) {
  const graph = effectGraph(model, [1, 1, 1, 4])
  const session = await openSession(graph.bytes, { planMemory: false, threads: 1 })
  try {
    const outputs = await session.run({
      [graph.input]: { data: Float32Array.from(PIXELS), dims: [1, 1, 1, 4] },
      [graph.targets[0].gradient]: { data: Float32Array.from(seed), dims: [1, 1, 1, 4] },
    })
    const values = outputs[graph.effects].data
    return { graph, byReader: graph.readers.map(({ name, part }, at) => ({ name, part, value: values[at] })) }
  } finally {
    await session.close()
  }
}

describe('effectGraph', () => {
  it("is every quantizer's error times what the outputs make of it", async () => {
    const seed = [1, -2, 0.5, 1]
    const { graph, byReader } = await effects(quantized(), seed)
    expect(graph.targets).toMatchObject([{ tensor: 'y', dims: [1, 1, 1, 4] }])
    const rounded = PIXELS.map((x) => Math.min(Math.round(x * 100) / 100, 1.27))
    const middle = rounded.map((x) => 2.01 * x)
    const middleRounded = middle.map((x) => Math.round(x * 10) / 10)
    const sum = (each: (at: number) => number) => seed.reduce((total, v, at) => total + v * each(at), 0)
    const expected = [
      ['model.0', 'activation', sum((at) => 3 * 2.01 * (rounded[at] - PIXELS[at]))],
      ['model.0', 'weight', sum((at) => 3 * rounded[at] * 0.01)],
      ['model.1', 'activation', sum((at) => 3 * (middleRounded[at] - middle[at]))],
      ['model.1', 'weight', 0],
    ] as const
    byReader.forEach(({ name, part, value }, at) => {
      expect([name, part]).toEqual(expected[at].slice(0, 2))
      expect(value).toBeCloseTo(expected[at][2], 4)
    })
    expect(byReader).toHaveLength(4)
  })

  it('starts from the final layers where what follows them has no gradient', async () => {
    const { graph, byReader } = await effects(quantized(true), [1, 1, 1, 1])
    expect(graph.targets.map(({ tensor }) => tensor)).toEqual(['y'])
    expect(byReader[0].value).not.toBe(0)
  })
})

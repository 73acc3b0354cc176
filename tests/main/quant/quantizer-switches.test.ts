import { describe, expect, it } from 'vitest'
import type { Model } from '../../../src/main/onnx/model.ts'
import { quantizeModel } from '../../../src/main/quant/quantize-model.ts'
import { quantizedReaders, withQuantizers } from '../../../src/main/quant/quantizer-switches.ts'
import { recipeFrom } from '../../../src/main/quant/recipe.ts'
import { ModelBuilder } from '../../support/build-graph.ts'
import { runModel } from '../../support/run-onnx.ts'

/** Two convolutions that read one tensor, and an addition of what they give; 1 × 1 on one pixel, all weights 1. */
function forked(): Model {
  const builder = new ModelBuilder()
  const image = builder.input('image', [1, 1, 1, 1])
  const [left, right] = ['model.0.left', 'model.1.right'].map((name) =>
    builder.node('Conv', [image, builder.floats(`${name}.weight`, [1, 1, 1, 1], [1])], {}, { name }),
  )
  builder.output(builder.node('Add', [left, right], {}, { outputs: ['sum'] }))
  return builder.model
}

const source = { amax: () => 1.27, merged: () => 1.27 }
const quantized = () =>
  quantizeModel(forked(), recipeFrom({ headFloat: 'off' }), { activations: source, weights: () => [12.7] })
    .model

async function sumOf(model: Model, pixel: number): Promise<number> {
  const { sum } = await runModel(model, { image: { data: Float32Array.of(pixel), dims: [1, 1, 1, 1] } })
  return sum.data[0]
}

describe('quantizedReaders', () => {
  it('names every place where something is read quantized, a shared quantizer once for each reader', () => {
    const readers = quantizedReaders(quantized().graph)
    expect(readers.map(({ name, block, part, source: { name: from } }) => [name, block, part, from])).toEqual(
      [
        ['model.0.left', 'model.0', 'activation', 'image'],
        ['model.0.left', 'model.0', 'weight', 'model.0.left.weight'],
        ['model.1.right', 'model.1', 'activation', 'image'],
        ['model.1.right', 'model.1', 'weight', 'model.1.right.weight'],
      ],
    )
    expect(quantizedReaders(forked().graph)).toEqual([])
  })
})

describe('withQuantizers', () => {
  // Activations have steps of 0.01 up to 1.27; 0.1 is the weights' step, so that 1 stays 1.
  it('leaves one of two readers of a quantizer float', async () => {
    expect(await sumOf(quantized(), 0.123)).toBeCloseTo(0.24, 6)
    const one = withQuantizers(quantized(), ({ name }) => name !== 'model.0.left')
    expect(await sumOf(one, 0.123)).toBeCloseTo(0.123 + 0.12, 6)
    expect(await sumOf(one, 5)).toBeCloseTo(5 + 1.27, 6)
  })

  it('is the float model with all of them off, without a node too many', async () => {
    const none = withQuantizers(quantized(), () => false)
    expect(await sumOf(none, 0.123)).toBeCloseTo(0.246, 6)
    expect(none.graph.nodes.map(({ opType }) => opType)).toEqual(['Conv', 'Conv', 'Add'])
    expect(none.graph.initializers).toHaveLength(2)
  })

  it('tells activations from weights', async () => {
    const clipped = quantizeModel(forked(), recipeFrom({ headFloat: 'off' }), {
      activations: source,
      weights: () => [0.5],
    }).model
    expect(
      await sumOf(
        withQuantizers(clipped, ({ part }) => part === 'weight'),
        0.123,
      ),
    ).toBeCloseTo(0.123, 6)
    expect(
      await sumOf(
        withQuantizers(clipped, ({ part }) => part === 'activation'),
        0.123,
      ),
    ).toBeCloseTo(0.24, 6)
  })

  it('does not change the model that it is given', async () => {
    const model = quantized()
    withQuantizers(model, () => false)
    expect(quantizedReaders(model.graph)).toHaveLength(4)
  })
})

import { describe, expect, it } from 'vitest'
import {
  canTurn,
  chooseInputMethod,
  inputGradient,
  type InputMethod,
} from '../../../../src/main/autodiff/convolution/input-gradient.ts'
import { isPointwise } from '../../../../src/main/autodiff/convolution/pointwise.ts'
import {
  chooseWeightMethod,
  weightGradient,
  type WeightMethod,
} from '../../../../src/main/autodiff/convolution/weight-gradient.ts'
import type { Window } from '../../../../src/main/autodiff/convolution/window.ts'
import { Emitter } from '../../../../src/main/autodiff/emitter.ts'
import type { Value } from '../../../../src/main/onnx/value.ts'
import { ModelBuilder } from '../../../support/build-graph.ts'
import { runModel } from '../../../support/run-onnx.ts'

interface Layer {
  name: string
  batch: number
  inputs: number
  outputs: number
  group: number
  window: Window
}

function layer(
  name: string,
  [batch, inputs, outputs]: readonly [number, number, number],
  image: readonly number[],
  kernel: readonly number[],
  { stride = 1, dilation = 1, before = 0, rest = 0, group = 1 } = {},
): Layer {
  const map = image.map((size, axis) =>
    Math.floor((size + 2 * before + rest - dilation * (kernel[axis] - 1) - 1) / stride + 1),
  )
  const all = (value: number) => kernel.map(() => value)
  const window = {
    kernel,
    strides: all(stride),
    dilations: all(dilation),
    before: all(before),
    image,
    map,
  }
  return { name, batch, inputs, outputs, group, window }
}

const LAYERS: readonly Layer[] = [
  layer('3×3', [2, 3, 4], [6, 7], [3, 3], { before: 1 }),
  layer('3×3 stride 2 with a rest', [2, 3, 4], [8, 6], [3, 3], { stride: 2 }),
  layer('2×4 dilation 2, uneven padding', [1, 2, 3], [7, 9], [2, 4], { dilation: 2, before: 1, rest: 1 }),
  layer('6×6 stride 2', [2, 3, 5], [12, 12], [6, 6], { stride: 2, before: 2 }),
  layer('groups', [2, 4, 6], [5, 5], [3, 3], { before: 1, group: 2 }),
  layer('depthwise, twice the channels', [2, 3, 6], [7, 5], [3, 3], { stride: 2, before: 1, group: 3 }),
  layer('1×1', [2, 5, 3], [4, 6], [1, 1]),
  layer('1×1 in groups', [2, 4, 6], [4, 3], [1, 1], { group: 2 }),
]

/** Runs one graph over the three tensors of a layer, always the same. */
async function run(
  { batch, inputs, outputs, group, window }: Layer,
  build: (emitter: Emitter, image: Value, weight: Value, map: Value) => Value,
): Promise<number[]> {
  const builder = new ModelBuilder({ opset: 18 })
  const shapes = {
    image: [batch, inputs, ...window.image],
    weight: [outputs, inputs / group, ...window.kernel],
    map: [batch, outputs, ...window.map],
  }
  const emitter = new Emitter(builder.graph, new Map(Object.entries(shapes)), '')
  const feeds = Object.fromEntries(
    Object.entries(shapes).map(([name, dims]) => [name, { data: builder.values(dims), dims }]),
  )
  const [image, weight, map] = Object.entries(shapes).map(([name, dims]) => builder.input(name, dims))
  const result = build(emitter, image, weight, map)
  builder.output(result)
  return (await runModel(builder.model, feeds))[result.name].data
}

function expectClose(got: readonly number[], expected: readonly number[]): void {
  expect(got).toHaveLength(expected.length)
  const worst = got.reduce((most, value, index) => Math.max(most, Math.abs(value - expected[index])), 0)
  expect(worst).toBeLessThan(1e-4)
}

describe('ways to the gradients of a convolution', () => {
  it.each(LAYERS)('$name: to the input they agree', async (one) => {
    const by = (method: InputMethod) =>
      run(one, (emitter, _image, weight, map) =>
        inputGradient(emitter, map, weight, one.window, one.group, method),
      )
    const expected = await by('transposed')
    if (canTurn(one.window)) expectClose(await by('turned'), expected)
    if (isPointwise(one.window) && one.group === 1) expectClose(await by('matmul'), expected)
  })

  it.each(LAYERS)('$name: to the weight they agree', async (one) => {
    const by = (method: WeightMethod) =>
      run(one, (emitter, image, _weight, map) =>
        weightGradient(emitter, { image, map, window: one.window, group: one.group }, method),
      )
    const expected = await by('convolution')
    expectClose(await by('rows'), expected)
    if (isPointwise(one.window)) expectClose(await by('matmul'), expected)
  })

  it('are chosen by the shape of the layer', () => {
    const methods = ({ window, group, inputs, outputs, batch }: Layer) => {
      const { graph } = new ModelBuilder()
      const shapes = { image: [batch, inputs, ...window.image], map: [batch, outputs, ...window.map] }
      const [image, map] = Object.keys(shapes).map((name) => graph.findOrDefine(name))
      const emitter = new Emitter(graph, new Map(Object.entries(shapes)), '')
      return [
        chooseInputMethod(window, group, inputs),
        chooseWeightMethod(emitter, { image, map, window, group }),
      ]
    }
    const stem = layer('stem', [1, 3, 16], [64, 64], [6, 6], { stride: 2, before: 2 })
    const point = layer('1×1', [1, 32, 16], [8, 8], [1, 1])
    const plain = layer('3×3', [1, 32, 16], [8, 8], [3, 3], { before: 1 })
    const strided = layer('3×3 stride 2', [1, 32, 16], [8, 8], [3, 3], { stride: 2, before: 1 })
    const long = layer('one axis', [1, 32, 16], [8], [3], { before: 1 })
    expect(methods(stem)).toEqual(['transposed', 'convolution'])
    expect(methods(point)).toEqual(['matmul', 'matmul'])
    expect(methods(plain)).toEqual(['turned', 'rows'])
    expect(methods(strided)).toEqual(['transposed', 'rows'])
    expect(methods(long)).toEqual(['turned', 'convolution'])
  })
})

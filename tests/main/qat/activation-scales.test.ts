import { describe, expect, it } from 'vitest'
import type { Tensor } from '../../../src/main/base/tensor.ts'
import type { Model } from '../../../src/main/onnx/model.ts'
import { floatsOf, tensorFrom } from '../../../src/main/onnx/tensor.ts'
import type { Value } from '../../../src/main/onnx/value.ts'
import { storeScales, tieActivationScales } from '../../../src/main/qat/activation-scales.ts'
import { readQuantizers } from '../../../src/main/quant/read-quantizers.ts'
import { copyModel } from '../../../src/main/session/taps.ts'
import { ModelBuilder } from '../../support/build-graph.ts'
import { runModel } from '../../support/run-onnx.ts'

/** Scales of the activations a, b, c and d (a and c share theirs), and of the weight. */
const SCALES = { a: 0.5, b: 0.25, c: 0.5, d: 0.125, weight: 0.25 }

class PairBuilder extends ModelBuilder {
  pair(
    value: Value,
    scales: readonly number[],
    dims: readonly number[] = [],
    attributes: { axis?: number } = {},
  ): Value {
    const name = `${value.name}_scale`
    // A scale for each of the two nodes, as some tools store them.
    const inputs = (suffix: string) => [
      this.floats(`${name}${suffix}`, dims, scales),
      this.initializer(tensorFrom(`${value.name}_zero${suffix}`, dims, new Int8Array(scales.length))),
    ]
    const given = { axis: attributes.axis ?? 1 }
    const levels = this.node('QuantizeLinear', [value, ...inputs('')], given, {
      outputs: [`${value.name}_q`],
    })
    return this.node('DequantizeLinear', [levels, ...inputs('_2')], given, { outputs: [`${value.name}_dq`] })
  }
}

/** y = dq(a) + dq(b) + dq(c) + dq(d) · dq(weight) + dq(wide), the last with a scale for each channel. */
function network(): Model {
  const builder = new PairBuilder()
  const quantized = (['a', 'b', 'c', 'd'] as const).map((name) =>
    builder.pair(builder.input(name, [1, 2]), [SCALES[name]]),
  )
  const weight = builder.pair(builder.floats('weight', [1, 2], [3, 4]), [SCALES.weight])
  const wide = builder.pair(builder.input('wide', [1, 2]), [0.5, 0.25], [2])
  const product = builder.node('Mul', [quantized[3], weight])
  builder.output(builder.node('Sum', [...quantized.slice(0, 3), product, wide], {}, { outputs: ['y'] }))
  return builder.model
}

function scalesOf({ graph }: Model): Record<string, number[]> {
  return Object.fromEntries(readQuantizers(graph).map(({ tensor, scales }) => [tensor, scales]))
}

/** The scale that each of a tensor's two nodes reads. */
function scalesOfPair({ graph }: Model, tensor: string): (Value | null)[] {
  const [quantize] = graph.get(tensor).consumers
  return [quantize.input(1), quantize.output.consumers[0].input(1)]
}

/** Initial values of tied scales, as a training graph holds them. */
function initial(tied: readonly Value[]): Map<string, Tensor> {
  return new Map(
    tied.map(({ name, initializer }) => [
      name,
      { data: initializer ? floatsOf(initializer) : new Float32Array(), dims: [] },
    ]),
  )
}

describe('tieActivationScales', () => {
  it('lets pairs and tensors of equal scales read one initializer', () => {
    const model = network()
    const tied = tieActivationScales(model.graph)
    expect(tied.map(({ name }) => name)).toEqual(['a_scale', 'b_scale', 'd_scale'])
    const [a, b] = tied
    expect([...scalesOfPair(model, 'a'), ...scalesOfPair(model, 'c')]).toEqual([a, a, a, a])
    expect(scalesOfPair(model, 'b')).toEqual([b, b])
    expect(model.graph.find('c_scale')).toBeUndefined()
    expect(scalesOf(model)).toEqual(scalesOf(network()))
  })

  it("leaves weights' quantizers and scales a channel alone, though they have the same numbers", () => {
    const model = network()
    const before = ['weight', 'wide'].map((name) => scalesOfPair(model, name).map((scale) => scale?.name))
    tieActivationScales(model.graph)
    expect(['weight', 'wide'].map((name) => scalesOfPair(model, name).map((scale) => scale?.name))).toEqual(
      before,
    )
  })

  it('gives activations a scale of their own where a weight reads the same one', () => {
    const model = network()
    const [shared] = scalesOfPair(model, 'weight')
    const [quantize] = model.graph.get('b').consumers
    model.graph.setInput(quantize, 1, shared)
    const tied = tieActivationScales(model.graph)
    const own = tied.find(({ initializer }) => initializer && floatsOf(initializer)[0] === SCALES.b)
    expect(scalesOfPair(model, 'b')).toEqual([own, own])
    expect(own).not.toBe(shared)
    expect(scalesOfPair(model, 'weight')[0]).toBe(shared)
  })

  it('changes no result', async () => {
    const feeds = Object.fromEntries(
      ['a', 'b', 'c', 'd', 'wide'].map((name, at) => [
        name,
        { data: Float32Array.of(at + 0.3, -3.7 * at), dims: [1, 2] },
      ]),
    )
    const model = network()
    const expected = await runModel(model, feeds)
    tieActivationScales(model.graph)
    expect(await runModel(model, feeds)).toEqual(expected)
  })
})

describe('storeScales', () => {
  it('gives both nodes of a pair, and all tensors of a group, the learned scale', () => {
    const model = network()
    const before = initial(tieActivationScales(copyModel(model).graph))
    storeScales(
      model.graph,
      before,
      new Map([
        ['a_scale', Float32Array.of(0.6)],
        ['d_scale', Float32Array.of(0.1)],
      ]),
    )
    const { b, weight } = SCALES
    const [learnedA, learnedD] = [Math.fround(0.6), Math.fround(0.1)]
    expect(scalesOf(model)).toEqual({
      a: [learnedA],
      b: [b],
      c: [learnedA],
      d: [learnedD],
      weight: [weight],
      wide: [0.5, 0.25],
    })
    for (const name of ['a', 'c', 'd']) {
      const [one, other] = scalesOfPair(model, name)
      expect(one).toBe(other)
    }
  })

  it('lets scales cross: what was learned for one is not taken for another', () => {
    const model = network()
    const before = initial(tieActivationScales(copyModel(model).graph))
    storeScales(
      model.graph,
      before,
      new Map([
        ['a_scale', Float32Array.of(SCALES.b)],
        ['b_scale', Float32Array.of(SCALES.a)],
      ]),
    )
    expect(scalesOf(model)).toMatchObject({ a: [SCALES.b], b: [SCALES.a], c: [SCALES.b] })
  })

  it('keeps names short when a learned model is learned again', () => {
    const model = network()
    for (const scale of [0.6, 0.7, 0.8]) {
      const before = initial(tieActivationScales(copyModel(model).graph))
      const [name] = before.keys()
      storeScales(model.graph, before, new Map([[name, Float32Array.of(scale)]]))
    }
    for (const scale of scalesOfPair(model, 'a')) expect(scale?.name).toMatch(/^a_scale_learned(_1)?$/)
    expect(scalesOf(model)['a']).toEqual([Math.fround(0.8)])
  })
})

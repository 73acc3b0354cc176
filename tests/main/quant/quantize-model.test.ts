import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { loadModel } from '../../../src/main/onnx/decode.ts'
import { encodeModel } from '../../../src/main/onnx/encode.ts'
import { opsetOf, type Model } from '../../../src/main/onnx/model.ts'
import { applyPass } from '../../../src/main/onnx/passes/pass.ts'
import { prepare } from '../../../src/main/onnx/passes/prepare.ts'
import { stripQdq } from '../../../src/main/onnx/passes/strip-qdq.ts'
import { DataType } from '../../../src/main/onnx/proto.ts'
import { observedTensors } from '../../../src/main/quant/observed-tensors.ts'
import { quantizeModel } from '../../../src/main/quant/quantize-model.ts'
import { recipeFrom } from '../../../src/main/quant/recipe.ts'
import type { RangeSource } from '../../../src/main/quant/resolve-ranges.ts'
import { openSession } from '../../../src/main/session/session.ts'
import { difference, runModel } from '../../support/run-onnx.ts'
import { describeWithReference, reference } from '../../support/shared.ts'
import { DetectorBuilder } from './detector-builder.ts'

const everywhere = (amax: number): RangeSource => ({ amax: () => amax, merged: () => amax })

function detector(): DetectorBuilder {
  const builder = new DetectorBuilder()
  const stem = builder.conv('stem', builder.image(), 4)
  const joined = builder.concat('join', [builder.bottleneck('m.0', stem), builder.conv('side', stem, 4)])
  builder.output(builder.conv('head', builder.conv('neck', joined, 4), 2, { act: false }))
  return builder
}

describe('quantizeModel', () => {
  it('tells what it did and leaves the given model as it was', () => {
    const { model } = detector()
    const before = encodeModel(model)
    const result = quantizeModel(model, recipeFrom({ add: 'both' }), { activations: everywhere(2) })
    expect(encodeModel(model)).toEqual(before)
    expect(result.quantizers.filter(({ kind }) => kind === 'weight').map(({ layers }) => layers)).toEqual([
      ['stem'],
      ['m.0.cv1'],
      ['m.0.cv2'],
      ['side'],
      ['neck'],
    ])
    expect(result.quantizers.find(({ tensor }) => tensor === 'join.Concat_output')).toEqual({
      tensor: 'join.Concat_output',
      kind: 'activation',
      layers: ['neck'],
      scales: [Math.fround(2 / 127)],
      axis: null,
      amax: [127 * Math.fround(2 / 127)],
      type: 'INT8',
      symmetric: true,
    })
    expect(result.excluded).toEqual([{ layer: 'head', reason: 'detect head: a final prediction layer' }])
    expect(result.scaleGroups).toEqual([['m.0.cv1', 'm.0.Add', 'side']])
    expect(result.notes).toEqual([])
  })

  it('gives quantizers of a group the same scale', () => {
    const activations: RangeSource = {
      amax: (tensor) => (tensor.startsWith('stem') ? 1 : 3),
      merged: () => undefined,
    }
    const { quantizers, notes } = quantizeModel(detector().model, recipeFrom({ add: 'both' }), {
      activations,
    })
    const amaxOf = (tensor: string) => quantizers.find((quantizer) => quantizer.tensor === tensor)?.amax[0]
    expect(amaxOf('stem.act.Mul_output')).toBeCloseTo(3, 5)
    expect(amaxOf('m.0.cv2.act.Mul_output')).toBeCloseTo(3, 5)
    expect(notes).toHaveLength(1)
  })

  it('takes given weight ranges and computes the others', () => {
    const weights = (tensor: string) => (tensor === 'stem.weight' ? [1, 2, 3, 4] : undefined)
    const { quantizers } = quantizeModel(detector().model, recipeFrom(), {
      activations: everywhere(1),
      weights,
    })
    const stem = quantizers.find(({ tensor }) => tensor === 'stem.weight')
    expect(stem?.scales).toEqual([1, 2, 3, 4].map((amax) => Math.fround(amax / 127)))
    expect(quantizers.find(({ tensor }) => tensor === 'side.weight')?.amax[0]).toBeLessThanOrEqual(0.5)
  })

  it('leaves a model as it is where the recipe selects nothing', () => {
    const { model, quantizers, excluded } = quantizeModel(
      detector().model,
      recipeFrom({ include: ['none'] }),
      {
        activations: everywhere(1),
      },
    )
    expect(quantizers).toEqual([])
    expect(excluded).toHaveLength(6)
    expect(model.graph.nodes.some((node) => node.is('QuantizeLinear'))).toBe(false)
  })

  it('gives the float outputs back, bit for bit, when stripped', async () => {
    const { model, graph } = detector()
    const recipe = recipeFrom({ add: 'both', concatInputs: true, headFloat: 'off' })
    const quantized = quantizeModel(model, recipe, { activations: everywhere(2) }).model
    const images = { data: new DetectorBuilder({ seed: 5 }).values([1, 3, 16, 16]), dims: [1, 3, 16, 16] }
    const [output] = graph.outputs
    const float = (await runModel(model, { images }))[output.name]
    expect(difference(float, (await runModel(quantized, { images }))[output.name])).toBeGreaterThan(0)
    expect(applyPass(stripQdq, quantized)).toEqual({ changed: true, kept: [] })
    expect((await runModel(quantized, { images }))[output.name].data).toEqual(float.data)
  })

  it('brings the float rest and all scales to half precision on request', async () => {
    const { model, graph } = detector()
    const { quantizers, ...plain } = quantizeModel(model, recipeFrom(), { activations: everywhere(2) })
    const half = quantizeModel(model, recipeFrom({ fp16: true }), { activations: everywhere(2) })
    expect(plain.half).toBeNull()
    expect(half.half?.converted).toBeGreaterThan(0)
    expect(opsetOf(half.model)).toBeGreaterThanOrEqual(19)
    expect(half.quantizers).toHaveLength(quantizers.length)
    const pairs = half.model.graph.nodes.filter((node) => node.is('QuantizeLinear', 'DequantizeLinear'))
    expect(new Set(pairs.map((node) => node.input(1)?.initializer?.dataType))).toEqual(
      new Set([DataType.FLOAT16]),
    )
    const images = { data: new DetectorBuilder({ seed: 5 }).values([1, 3, 16, 16]), dims: [1, 3, 16, 16] }
    const [{ name }] = graph.outputs
    const outputs = await Promise.all([plain.model, half.model].map((each) => runModel(each, { images })))
    expect(outputs[1][name].type).toBe('float32')
    expect(difference(outputs[0][name], outputs[1][name])).toBeLessThan(0.05)
  })

  it('refuses a model that is quantized already', () => {
    const { model } = quantizeModel(detector().model, recipeFrom(), { activations: everywhere(1) })
    expect(() => quantizeModel(model, recipeFrom(), { activations: everywhere(1) })).toThrow(
      'Expected a float model, got one with images_QuantizeLinear (QuantizeLinear)',
    )
  })
})

const oracleSchema = z.record(z.string(), z.object({ max: z.number(), weight_amax: z.array(z.number()) }))

describeWithReference(
  'oracles/yolov5n/amax.json',
  'quantizeModel on YOLOv5n with the reference ranges',
  () => {
    const oracle = oracleSchema.parse(
      JSON.parse(readFileSync(reference('oracles/yolov5n/amax.json'), 'utf8')),
    )
    const model = loadModel(reference('models/yolov5n.onnx'))
    const recipe = recipeFrom({ method: 'max', rules: 'off', add: 'none' })

    /** The oracle lists ranges by convolution; a tensor has those of the convolutions that read it. */
    const activations: RangeSource = {
      amax(tensor) {
        const reader = model.graph.get(tensor).consumers.find((node) => node.is('Conv'))
        const weight = reader?.input(1)?.name ?? ''
        return oracle[weight.replace(/\.weight$/, '')]?.max
      },
      merged: () => undefined,
    }
    const result = quantizeModel(model, recipe, { activations })

    it('puts 49 quantizers on activations and 57 on weights, none in the head', () => {
      expect(result.quantizers.filter(({ kind }) => kind === 'activation')).toHaveLength(49)
      expect(result.quantizers.filter(({ kind }) => kind === 'weight')).toHaveLength(57)
      expect(result.excluded.map(({ layer }) => layer)).toEqual([
        'model.24.m.0',
        'model.24.m.1',
        'model.24.m.2',
      ])
      expect(
        result.quantizers.flatMap(({ layers }) => layers).some((name) => name.startsWith('model.24')),
      ).toBe(false)
      expect(result.quantizers.every(({ symmetric, type }) => symmetric && type === 'INT8')).toBe(true)
    })

    it('gives every activation and every weight channel the scale of the reference amax', () => {
      const scale = (amax: number) => Math.fround(Math.fround(amax) / 127)
      for (const { kind, layers, scales } of result.quantizers) {
        const expected = oracle[layers[0]]
        expect(scales).toEqual(kind === 'weight' ? expected.weight_amax.map(scale) : [scale(expected.max)])
      }
    })

    const pixels = readFileSync(reference('oracles/yolov5n/letterboxed/397133.u8'))
    const images = { data: Float32Array.from(pixels, (pixel) => pixel / 255), dims: [1, 3, 640, 640] }

    async function outputOf(each: Model): Promise<Float32Array> {
      const session = await openSession(each)
      const { output0 } = await session.run({ images })
      await session.close()
      return output0.data
    }

    /** Signal to quantization noise of the whole output, in dB. */
    function sqnr(float: Float32Array, other: Float32Array): number {
      let signal = 0
      let noise = 0
      for (let index = 0; index < float.length; index++) {
        signal += float[index] ** 2
        noise += (float[index] - other[index]) ** 2
      }
      return 10 * Math.log10(signal / noise)
    }

    it('runs in ONNX Runtime, stays close to the float model, and is the float model again when stripped', async () => {
      const float = await outputOf(model)
      const distance = sqnr(float, await outputOf(result.model))
      expect(distance).toBeGreaterThan(20)
      expect(distance).toBeLessThan(60)
      const stripped = quantizeModel(model, recipe, { activations }).model
      applyPass(stripQdq, stripped)
      expect(await outputOf(stripped)).toEqual(float)
    })

    it('runs with the float rest in half precision, as close as with float32', async () => {
      const prepared = loadModel(reference('models/yolov5n.onnx'))
      prepare(prepared)
      const half = quantizeModel(prepared, recipeFrom({ ...recipe, fp16: true }), { activations })
      expect(half.quantizers).toHaveLength(result.quantizers.length)
      expect(sqnr(await outputOf(model), await outputOf(half.model))).toBeGreaterThan(20)
    })

    it('observes exactly the tensors that get a quantizer', () => {
      const quantized = result.quantizers
        .filter(({ kind }) => kind === 'activation')
        .map(({ tensor }) => tensor)
      expect(new Set(observedTensors(model.graph, recipe))).toEqual(new Set(quantized))
    })
  },
)

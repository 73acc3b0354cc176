import { describe, expect, it } from 'vitest'
import { DataType, newValueInfo } from '../../../src/main/onnx/proto.ts'
import { encodeModel } from '../../../src/main/onnx/encode.ts'
import type { Model } from '../../../src/main/onnx/model.ts'
import { floatsOf, tensorFrom } from '../../../src/main/onnx/tensor.ts'
import { teacherStudent, type TeacherStudent } from '../../../src/main/qat/teacher-student.ts'
import { storeWeights } from '../../../src/main/qat/trained-weights.ts'
import { openSession } from '../../../src/main/session/session.ts'
import { copyModel, tapModel } from '../../../src/main/session/taps.ts'
import { preparedCopy } from '../../../src/main/stages/quantize.ts'
import { SIDE, tinyDetector } from '../../support/tiny-detector.ts'
import { DetectorBuilder } from '../quant/detector-builder.ts'
import { correlatedImages, quantizedBy } from './quantized-network.ts'
import { floatNetwork, IMAGE, trainingRun } from './taught-network.ts'

const images = correlatedImages(4, IMAGE)
const [image] = images
const float = floatNetwork()
const quantized = await quantizedBy(float, images)
const LAYERS = ['model.0.conv', 'model.1.m.0.cv1', 'model.1.m.0.cv2', 'model.3.conv']

/** Mean squared error of every compared tensor between two models, in float64. */
async function plainErrors(
  one: Model,
  other: Model,
  { blocks }: TeacherStudent,
  fed = image,
): Promise<number[]> {
  const tensors = blocks.map(({ tensor }) => tensor)
  const [a, b] = await Promise.all(
    [one, other].map(async (model) => {
      const session = await openSession(tapModel(model, tensors))
      const outputs = await session.run({ images: fed })
      await session.close()
      return tensors.map((tensor) => outputs[tensor].data)
    }),
  )
  return a.map((values, block) => {
    const sum = values.reduce((total, value, at) => total + (value - b[block][at]) ** 2, 0)
    return sum / values.length
  })
}

async function errorsOf(graph: TeacherStudent, fed = image): Promise<{ loss: number; blocks: number[] }> {
  const found = await trainingRun(graph, [{ [graph.input]: fed }])
  const number = (name: string) => found.get(name)?.[0] ?? NaN
  return { loss: number(graph.loss), blocks: graph.blocks.map(({ loss }) => number(loss)) }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

describe('teacherStudent', () => {
  it('finds no difference between the float model and itself, and no slope', async () => {
    const graph = teacherStudent(float, float, { inputDims: IMAGE })
    const found = await trainingRun(graph, [{ images: image }])
    // Constant weights run in another kernel than fed ones: a bit of float32, squared.
    expect(found.get(graph.loss)?.[0]).toBeLessThan(1e-12)
    for (const name of graph.gradients.values())
      expect(Math.max(...Array.from(found.get(name) ?? [NaN], Math.abs))).toBeLessThan(1e-5)
  })

  it("adds up the mean squared errors between the blocks' outputs", async () => {
    const graph = teacherStudent(float, quantized, { inputDims: IMAGE })
    expect(graph.blocks.map(({ block }) => block)).toEqual(['model.0', 'model.1', 'model.2', 'model.3'])
    const expected = await plainErrors(float, quantized, graph)
    const found = await errorsOf(graph)
    // The runtime adds up in float32.
    found.blocks.forEach((error, block) => expect(error / expected[block]).toBeCloseTo(1, 4))
    expect(found.loss / sum(expected)).toBeCloseTo(1, 4)
    expect(Math.min(...expected)).toBeGreaterThan(1e-7)
  })

  it("does so for the tiny detector, whose input's batch and exporter's names differ", async () => {
    const detector = preparedCopy(tinyDetector())
    const dims = [1, 3, SIDE, SIDE]
    const fed = correlatedImages(2, dims)
    const parent = await quantizedBy(detector, fed)
    const graph = teacherStudent(detector, parent, { inputDims: dims })
    const expected = await plainErrors(detector, parent, graph, fed[0])
    expect((await errorsOf(graph, fed[0])).loss / sum(expected)).toBeCloseTo(1, 4)
    expect([...graph.parameters.keys()]).toEqual(['model.0.conv.weight', 'model.0.conv.bias'])
  })

  it.each([
    [1, ['model.0', 'model.1', 'model.2', 'model.3']],
    [2, ['model.1', 'model.3']],
    [3, ['model.0', 'model.3']],
    [9, ['model.3']],
  ])('compares every block of stride %i, counted from the last', async (stride, expected) => {
    const graph = teacherStudent(float, quantized, { inputDims: IMAGE, stride })
    expect(graph.blocks.map(({ block }) => block)).toEqual(expected)
    expect((await errorsOf(graph)).loss / sum(await plainErrors(float, quantized, graph))).toBeCloseTo(1, 4)
  })

  it('trains the weights and biases that reach the loss, at their values, not the head and not the teacher', () => {
    const graph = teacherStudent(float, quantized, { inputDims: IMAGE })
    expect([...graph.parameters.keys()]).toEqual(
      LAYERS.flatMap((layer) => [`${layer}.weight`, `${layer}.bias`]),
    )
    expect([...graph.gradients.keys()]).toEqual([...graph.parameters.keys()])
    for (const [name, { data }] of graph.parameters) {
      const { initializer } = quantized.graph.get(name)
      expect(data).toEqual(initializer && floatsOf(initializer))
    }
    expect(graph.scales.size).toBe(0)
  })

  it('trains what the patterns name', () => {
    const graph = teacherStudent(float, quantized, { inputDims: IMAGE, train: ['model\\.3', '.*cv2'] })
    expect([...graph.parameters.keys()]).toEqual(
      ['model.1.m.0.cv2', 'model.3.conv'].flatMap((layer) => [`${layer}.weight`, `${layer}.bias`]),
    )
  })

  it.each([[['model\\.4']], [['backbone']]])('refuses patterns that leave nothing to train, %j', (train) => {
    expect(() => teacherStudent(float, quantized, { inputDims: IMAGE, train })).toThrow(
      expect.objectContaining({ code: 'RECIPE_INVALID' }),
    )
  })

  it('gives the slope of the loss where nothing is rounded away: of biases', async () => {
    const graph = teacherStudent(float, quantized, { inputDims: IMAGE, stride: 9 })
    const name = 'model.3.conv.bias'
    const gradient =
      (await trainingRun(graph, [{ images: image }])).get(graph.gradients.get(name) ?? '') ?? []
    const at = async (channel: number, change: number) => {
      const { data } = graph.parameters.get(name) ?? { data: new Float32Array(4) }
      const moved = copyModel(quantized)
      storeWeights(
        moved,
        new Map([[name, data.map((value, index) => (index === channel ? value + change : value))]]),
      )
      return sum(await plainErrors(float, moved, graph))
    }
    for (const channel of [0, 1, 2, 3]) {
      const slope = ((await at(channel, 1e-2)) - (await at(channel, -1e-2))) / 2e-2
      expect(gradient[channel]).toBeCloseTo(slope, 4)
    }
    expect(Math.max(...Array.from(gradient, Math.abs))).toBeGreaterThan(1e-3)
  })

  it('learns one scale for all quantizers that share it', () => {
    const graph = teacherStudent(float, quantized, { inputDims: IMAGE, scales: true })
    const scales = [...graph.scales]
    expect(scales.length).toBeGreaterThan(2)
    expect(scales.every((name) => graph.parameters.get(name)?.data.length === 1)).toBe(true)
    const numbers = scales.map((name) => graph.parameters.get(name)?.data[0])
    expect(new Set(numbers).size).toBe(numbers.length)
  })

  it('changes neither model', () => {
    const before = [float, quantized].map((model) => Buffer.from(encodeModel(model)))
    teacherStudent(float, quantized, { inputDims: IMAGE, scales: true })
    expect(
      [float, quantized].map((model) =>
        Buffer.from(encodeModel(model)).compare(before.shift() ?? Buffer.of()),
      ),
    ).toEqual([0, 0])
  })

  it('trains weights that Constant nodes hold, and puts them back into the model', async () => {
    const constants = copyModel(quantized)
    const weight = constants.graph.get('model.0.conv.weight')
    const tensor = weight.initializer
    if (tensor === null) throw new Error('no weight')
    const readers = weight.consumers
    const node = constants.graph.addNode(
      { opType: 'Constant', inputs: [], outputs: ['constant'], attributes: { value: { tensor } } },
      { atStart: true },
    )
    constants.graph.replaceUses(weight, node.output, readers)
    constants.graph.prune()
    const graph = teacherStudent(float, constants, { inputDims: IMAGE, train: ['model\\.0'] })
    const [name] = [...graph.parameters.keys()]
    const expected = sum(await plainErrors(float, quantized, graph))
    expect((await errorsOf(graph)).loss / expected).toBeCloseTo(1, 4)
    const tuned = copyModel(constants)
    const zeros = new Float32Array(graph.parameters.get(name)?.data.length ?? 0)
    storeWeights(tuned, new Map([[name, zeros]]))
    expect(floatsOf(tuned.graph.get(name).initializer ?? tensor)).toEqual(zeros)
    expect(sum(await plainErrors(float, tuned, graph))).toBeGreaterThan(0.01)
  })

  it('takes initializers that old files list among the inputs', async () => {
    const old = copyModel(quantized)
    old.irVersion = 3
    const weight = old.graph.get('model.0.conv.weight')
    const { initializer } = weight
    weight.initializer = null
    old.graph.addInput(newValueInfo(weight.name, DataType.FLOAT, [6, 3, 3, 3]))
    weight.initializer = initializer
    const graph = teacherStudent(float, old, { inputDims: IMAGE })
    expect(graph.parameters.has(weight.name)).toBe(true)
  })

  it('refuses a quantized model that was made from another one', async () => {
    const builder = new DetectorBuilder()
    const stem = builder.conv('backbone.0', builder.image(3, 8), 4)
    builder.output(builder.conv('backbone.1', stem, 4, { act: false }))
    const other = await quantizedBy(builder.model, images)
    expect(() => teacherStudent(float, other, { inputDims: IMAGE })).toThrow(
      expect.objectContaining({
        code: 'MODEL_INVALID',
        message: expect.stringContaining('model.0'),
        wayOut: expect.stringContaining('float model'),
      }),
    )
  })

  it('refuses weights that are stored as integers', () => {
    const stored = copyModel(quantized)
    const weight = stored.graph.get('model.0.conv.weight')
    const dequantize = weight.consumers[0].output.consumers[0]
    const data = new Int8Array(6 * 3 * 9).fill(3)
    const levels = stored.graph.addInitializer(tensorFrom('levels', [6, 3, 3, 3], data))
    stored.graph.setInput(dequantize, 0, levels)
    stored.graph.prune()
    expect(() => teacherStudent(float, stored, { inputDims: IMAGE })).toThrow(
      expect.objectContaining({
        code: 'MODEL_INVALID',
        message: expect.stringContaining('float32 weights in levels'),
      }),
    )
  })

  it('refuses a detector without blocks in front of its head', async () => {
    const builder = new DetectorBuilder()
    builder.output(builder.conv('model.0.m.0', builder.image(3, 8), 4, { act: false }))
    const other = await quantizedBy(builder.model, images)
    expect(() => teacherStudent(builder.model, other, { inputDims: IMAGE })).toThrow(
      expect.objectContaining({ code: 'MODEL_INVALID', message: expect.stringContaining('detect head') }),
    )
  })
})

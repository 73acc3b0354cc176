import { describe, expect, it } from 'vitest'
import { Emitter } from '../../../../src/main/autodiff/emitter.ts'
import { Adam } from '../../../../src/main/autodiff/optimizers/adam.ts'
import { GRADIENT_OPSET } from '../../../../src/main/autodiff/gradient.ts'
import { seededRandom } from '../../../../src/main/base/random.ts'
import type { Tensor } from '../../../../src/main/base/tensor.ts'
import type { Model } from '../../../../src/main/onnx/model.ts'
import { foldConstants } from '../../../../src/main/onnx/passes/fold-constants.ts'
import { applyPasses } from '../../../../src/main/onnx/passes/pass.ts'
import { upgradeOpset } from '../../../../src/main/onnx/passes/upgrade-opset.ts'
import { floatsOf } from '../../../../src/main/onnx/tensor.ts'
import { inferShapes } from '../../../../src/main/onnx/shapes.ts'
import { shareTensors } from '../../../../src/main/qat/gradient-pool.ts'
import { assignLabels } from '../../../../src/main/qat/task-loss/assignment.ts'
import { taskLoss } from '../../../../src/main/qat/task-loss/loss-graph.ts'
import { targetFeeds, targetShape, type TargetShape } from '../../../../src/main/qat/task-loss/targets.ts'
import { teacherStudent } from '../../../../src/main/qat/teacher-student.ts'
import { trainedWeights } from '../../../../src/main/qat/trained-weights.ts'
import { trainingGraph, type TrainingGraph } from '../../../../src/main/qat/training-graph.ts'
import { openSession } from '../../../../src/main/session/session.ts'
import { copyModel } from '../../../../src/main/session/taps.ts'
import { ModelBuilder } from '../../../support/build-graph.ts'
import { expectAllClose } from '../../autodiff/losses/loss-run.ts'
import { SIDE, tinyDetector } from '../../../support/tiny-detector.ts'

const INPUT = [1, 3, SIDE, SIDE]
const LAYOUT = {
  ...{ output: 'output0', rows: 84, fields: 7, fieldsFirst: true },
  ...{ objectness: null, firstClass: 4, classes: 3 },
}
const SHAPE = targetShape(LAYOUT, 1)

/** A dark image with a red square in the second cell of the second row of stride 16. */
const SQUARE = { classIndex: 0, x: 24, y: 24, width: 16, height: 16 }

function image(): Tensor {
  const random = seededRandom(2)
  const inside = (at: number) => Math.abs(at - SQUARE.x + 0.5) < SQUARE.width / 2
  const data = Float32Array.from({ length: 3 * SIDE * SIDE }, (_, at) => {
    const [channel, y, x] = [Math.floor(at / SIDE / SIDE), Math.floor(at / SIDE) % SIDE, at % SIDE]
    return channel === 0 && inside(x) && inside(y) ? 0.9 : 0.1 * random.next()
  })
  return { data, dims: INPUT }
}

async function targetsFor(model: Model, images: Tensor) {
  const session = await openSession(model)
  const { output0 } = await session.run({ images })
  await session.close()
  const assigned = assignLabels(LAYOUT, output0.data, 0, [SQUARE])
  return { assigned, feeds: targetFeeds([[{ labels: [SQUARE], assigned }]], SHAPE)[0] }
}

/** The detector with filters that see less of everything, as if badly quantized. */
function damaged(): Model {
  const model = tinyDetector()
  for (const value of model.graph.initializers)
    if (value.initializer !== null && value.name.endsWith('weight')) {
      const data = floatsOf(value.initializer)
      data.forEach((weight, at) => (data[at] = 0.7 * weight))
      value.initializer.rawData = new Uint8Array(data.slice().buffer)
    }
  return model
}

/** One step of training with nothing but the task loss. */
function onlyTaskLoss(model: Model, shape: TargetShape = SHAPE): TrainingGraph {
  const copy = copyModel(model)
  applyPasses([upgradeOpset(GRADIENT_OPSET), foldConstants], copy)
  const shapes = inferShapes(copy)
  const output = copy.graph.get(shape.layout.output)
  const { loss, stops } = taskLoss(new Emitter(copy.graph, shapes, 'loss/'), output, shape)
  return trainingGraph(copy, loss, trainedWeights(copy, []), {
    shapes: new Map([...shapes, ...inferShapes(copy)]),
    stops,
  })
}

async function train(graph: TrainingGraph, feeds: Record<string, Tensor>, steps: number): Promise<number[]> {
  const parameters = shareTensors(graph.parameters)
  const arrays = new Map(Array.from(parameters, ([name, { data }]) => [name, data]))
  const adam = new Adam()
  const losses: number[] = []
  const session = await openSession(graph.bytes)
  for (let step = 0; step < steps; step++) {
    const results = await session.run({ ...feeds, ...Object.fromEntries(parameters) })
    losses.push(results[graph.loss].data[0])
    const gradients = Array.from(graph.gradients, ([name, output]) => [name, results[output].data] as const)
    adam.step(arrays, new Map(gradients), 1e-3)
  }
  await session.close()
  return losses
}

async function gradientsOf(graph: TrainingGraph, feeds: Record<string, Tensor>) {
  const session = await openSession(graph.bytes)
  const results = await session.run({ ...feeds, ...Object.fromEntries(graph.parameters) })
  await session.close()
  return new Map(Array.from(graph.gradients, ([name, output]) => [name, results[output].data]))
}

describe('training with the task loss', () => {
  it('assigns a labelled square to the cell that finds it', async () => {
    const { assigned } = await targetsFor(tinyDetector(), image())
    const best = assigned.toSorted((a, b) => b.target - a.target)[0]
    // Behind the 64 cells of stride 8 come the four by four of stride 16.
    expect(best).toMatchObject({ row: 64 + 5, label: 0 })
    expect(best.target).toBeCloseTo(1, 6)
  })

  it('lowers it step by step', async () => {
    const images = image()
    const { feeds } = await targetsFor(tinyDetector(), images)
    const losses = await train(onlyTaskLoss(damaged()), { images, ...feeds }, 30)
    expect(losses.every((loss, step) => step === 0 || loss < losses[step - 1])).toBe(true)
    expect(losses[29]).toBeLessThan(0.8 * losses[0])
  })
})

describe('the gradient of the task loss through a detector', () => {
  it('is the slope of the loss', async () => {
    const images = image()
    const { feeds } = await targetsFor(tinyDetector(), images)
    const graph = onlyTaskLoss(damaged())
    const session = await openSession(graph.bytes)
    const parameters = shareTensors(graph.parameters)
    const run = () => session.run({ images, ...feeds, ...Object.fromEntries(parameters) })
    const results = await run()
    for (const [name, index] of [
      ['model.0.conv.weight', 0],
      ['model.0.conv.bias', 4],
      ['model.1.cv3.1.bias', 0],
      ['model.1.cv3.1.bias', 1],
    ] as const) {
      const { data } = parameters.get(name) ?? { data: new Float32Array() }
      const at = data[index]
      const [before, after] = [-0.02, 0.02].map((offset) => async () => {
        data[index] = at + offset
        return (await run())[graph.loss].data[0]
      })
      const slope = (-(await before()) + (await after())) / 0.04
      data[index] = at
      const gradient = results[graph.gradients.get(name) ?? ''].data[index]
      expect(Math.abs(gradient)).toBeGreaterThan(1e-3)
      expect(gradient / slope).toBeCloseTo(1, 2)
    }
    await session.close()
  })
})

describe('teacherStudent with a task loss', () => {
  const heads = ['model.1.cv3.0.weight', 'model.1.cv3.1.weight', 'model.1.cv3.2.weight']

  it('adds it with its weight and trains the head', async () => {
    const images = image()
    const { feeds } = await targetsFor(tinyDetector(), images)
    const task = { layout: LAYOUT, weight: 0.25 }
    const graph = teacherStudent(tinyDetector(), damaged(), { inputDims: INPUT, task })
    expect([...graph.parameters.keys()]).toEqual(expect.arrayContaining(heads))
    expect(graph.task).toMatchObject(SHAPE)
    const session = await openSession(graph.bytes)
    const results = await session.run({ images, ...feeds, ...Object.fromEntries(graph.parameters) })
    await session.close()
    const blocks = graph.blocks.reduce((sum, { loss }) => sum + results[loss].data[0], 0)
    const labels = results[graph.task?.loss ?? ''].data[0]
    expect(blocks).toBeGreaterThan(0)
    expect(labels).toBeGreaterThan(0)
    expect(results[graph.loss].data[0]).toBeCloseTo(blocks + 0.25 * labels, 5)
    const alone = await train(onlyTaskLoss(damaged()), { images, ...feeds }, 1)
    expect(labels).toBeCloseTo(alone[0], 5)
  })

  it('leaves the head alone without one', () => {
    const graph = teacherStudent(tinyDetector(), damaged(), { inputDims: INPUT })
    expect(graph.task).toBeNull()
    expect([...graph.parameters.keys()]).toEqual(['model.0.conv.weight', 'model.0.conv.bias'])
  })

  describe('whose head decodes boxes from a distribution', () => {
    const layout = { ...LAYOUT, rows: 4, fields: 5, classes: 1 }
    const model = distributionDetector()
    const graph = teacherStudent(model, model, { inputDims: [1, 3, 4, 4], task: { layout, weight: 1 } })

    it('does not train that arithmetic', () => {
      expect([...graph.parameters.keys()].sort()).toEqual([
        'model.0.conv.weight',
        'model.1.cv2.weight',
        'model.1.cv3.weight',
      ])
    })

    it("has the task loss's own gradients where the blocks are equal", async () => {
      const shape = targetShape(layout, 1)
      const labels = [{ classIndex: 0, x: 0.6, y: 0.4, width: 0.9, height: 0.3 }]
      const assigned = [{ row: 2, label: 0, overlap: 1, target: 0.8 }]
      const images = { data: Float32Array.from({ length: 48 }, (_, at) => (at % 7) / 7), dims: [1, 3, 4, 4] }
      const feeds = { images, ...targetFeeds([[{ labels, assigned }]], shape)[0] }
      const alone = await gradientsOf(onlyTaskLoss(model, shape), feeds)
      for (const [name, gradient] of await gradientsOf(graph, feeds)) {
        expect(gradient.some((slope) => Math.abs(slope) > 1e-3)).toBe(true)
        expectAllClose([...gradient], [...(alone.get(name) ?? [])])
      }
    })
  })

  it('says which model lacks the output', () => {
    const task = { layout: { ...LAYOUT, output: 'elsewhere' }, weight: 1 }
    const make = () => teacherStudent(tinyDetector(), damaged(), { inputDims: INPUT, task })
    expect(make).toThrow(expect.objectContaining({ code: 'MODEL_INVALID' }))
    expect(make).toThrow('elsewhere')
  })
})

/** YOLOv8's head in small: box sides as the mean of a distribution over two distances, by a fixed convolution. */
function distributionDetector(): Model {
  const builder = new ModelBuilder({ opset: 13 })
  const convolution = (module: string, input: Parameters<typeof builder.node>[1][number], dims: number[]) => {
    const weight = builder.weights(`${module}.weight`, dims)
    const attributes = { kernel_shape: dims.slice(2), strides: dims.slice(2) }
    const name = `/${module.replaceAll('.', '/')}/Conv`
    return builder.node('Conv', [input, weight], attributes, { name })
  }
  const reshape = (input: Parameters<typeof builder.node>[1][number], name: string, dims: number[]) =>
    builder.node('Reshape', [input, builder.ints(name, dims)])
  const images = builder.input('images', [1, 3, 4, 4])
  const stem = builder.node('Relu', [convolution('model.0.conv', images, [6, 3, 2, 2])])
  const sides = reshape(convolution('model.1.cv2', stem, [8, 6, 1, 1]), 'apart', [1, 4, 2, 4])
  const turned = builder.node('Transpose', [sides], { perm: [0, 2, 1, 3] })
  const shares = builder.node('Softmax', [turned], { axis: 1 })
  const bins = builder.floats('model.1.dfl.conv.weight', [1, 2, 1, 1], [0, 1])
  const mean = builder.node(
    'Conv',
    [shares, bins],
    { kernel_shape: [1, 1] },
    { name: '/model.1/dfl/conv/Conv' },
  )
  const boxes = reshape(mean, 'boxes', [1, 4, 4])
  const scores = reshape(convolution('model.1.cv3', stem, [1, 6, 1, 1]), 'scores', [1, 1, 4])
  const probabilities = builder.node('Sigmoid', [scores])
  const output = builder.node('Concat', [boxes, probabilities], { axis: 1 }, { outputs: ['output0'] })
  builder.output(output, undefined, [1, 5, 4])
  return builder.model
}

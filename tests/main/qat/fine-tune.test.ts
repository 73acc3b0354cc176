import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Emitter } from '../../../src/main/autodiff/emitter.ts'
import { meanSquaredError } from '../../../src/main/autodiff/losses/mean-squared-error.ts'
import { inferShapes } from '../../../src/main/onnx/shapes.ts'
import { storeScales, tieActivationScales } from '../../../src/main/qat/activation-scales.ts'
import { loadCheckpoint, saveCheckpoint, type EpochMeasure } from '../../../src/main/qat/checkpoint.ts'
import {
  fineTune,
  partsOf,
  type FineTuneResult,
  type FineTuneSetup,
  type TrainingStep,
} from '../../../src/main/qat/fine-tune.ts'
import type { Feeds } from '../../../src/main/qat/gradient-pool.ts'
import { planFrom, type PartialPlan } from '../../../src/main/qat/plan.ts'
import { teacherStudent } from '../../../src/main/qat/teacher-student.ts'
import { trainingGraph, type TrainingGraph } from '../../../src/main/qat/training-graph.ts'
import { copyModel } from '../../../src/main/session/taps.ts'
import { ModelBuilder } from '../../support/build-graph.ts'
import { correlatedImages, quantizedBy } from './quantized-network.ts'
import { bytesOf, floatNetwork, IMAGE } from './taught-network.ts'

/** loss = mean (w x − t)², least at w = t / x. */
function quadratic(): TrainingGraph {
  const builder = new ModelBuilder({ opset: 18 })
  const [x, t] = [builder.input('x', [3]), builder.input('t', [3])]
  const w = builder.floats('w', [3], [1, 1, 1])
  const product = builder.node('Mul', [w, x])
  const loss = meanSquaredError(new Emitter(builder.graph, inferShapes(builder.model), 'loss/'), product, t)
  return trainingGraph(builder.model, loss, [w], {
    shapes: new Map([...inferShapes(builder.model), [loss.name, []]]),
  })
}

const graph = quadratic()

/** Feeds of a step: two parts whose targets differ a little from step to step. */
function feedsAt(step: number, x = 1): readonly Feeds[] {
  return [0, 1].map((part) => ({
    x: { data: Float32Array.of(x, 2 * x, x), dims: [3] },
    t: { data: Float32Array.of(2, 2 + 0.1 * Math.sin(step), -1 + 0.1 * part), dims: [3] },
  }))
}

const PLAN: PartialPlan = { iterations: 12, epochs: 4, batch: 2, rates: [{ from: 0, rate: 0.05 }] }

interface Overrides extends Partial<Omit<FineTuneSetup, 'plan'>> {
  plan?: PartialPlan
  /** Value of x at a step; 1 else. */
  at?: Readonly<Record<number, number>>
}

function setup({ plan, at = {}, ...changes }: Overrides = {}): FineTuneSetup {
  return {
    graph,
    scales: new Set(),
    plan: planFrom({ ...PLAN, ...plan }),
    session: { threads: 1 },
    measure: () => Promise.resolve(null),
    async *batches(fromStep) {
      for (let step = fromStep; ; step++) yield await Promise.resolve(feedsAt(step, at[step]))
    },
    ...changes,
  }
}

/** A measurement that gives these values of AP, the parent's first. */
function measured(...values: number[]): (parameters: unknown, epoch: number) => Promise<EpochMeasure> {
  return (_, epoch) => Promise.resolve({ AP: values[epoch + 1], AP50: 0, agreement: 1 })
}

const initial = bytesOf(new Map(Array.from(graph.parameters, ([name, { data }]) => [name, data])))

let folder: string
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'quantbench-tune-'))))
afterAll(() => rmSync(folder, { recursive: true }))

/** Trains with a checkpoint a file for each epoch. */
async function trained(name: string, given: FineTuneSetup): Promise<FineTuneResult> {
  const save: FineTuneSetup['save'] = (state) =>
    saveCheckpoint(join(folder, `${name}-${state.epochs.length}`), { ...state, identity: name })
  return fineTune({ ...given, save })
}

/** What must be equal whether training was interrupted or not. */
function course({ losses, epochs, parent, bestEpoch, best, stopped }: FineTuneResult) {
  return { losses, epochs, parent, bestEpoch, best: bytesOf(best), stopped }
}

async function expectSameAfterResuming(name: string, given: FineTuneSetup): Promise<FineTuneResult> {
  const straight = await trained(name, given)
  for (const { epoch } of straight.epochs) {
    const resumeFrom = loadCheckpoint(join(folder, `${name}-${epoch + 1}`), name)
    expect(resumeFrom).not.toBeNull()
    expect(course(await fineTune({ ...given, resumeFrom }))).toEqual(course(straight))
  }
  return straight
}

describe('fineTune', () => {
  it('lowers the loss, step by step and epoch by epoch, at the rates of the plan', async () => {
    const steps: TrainingStep[] = []
    const epochs: [number, boolean][] = []
    const seen: number[] = []
    const rates = [
      { from: 0, rate: 0.05 },
      { from: 0.5, rate: 0.01 },
    ]
    const given = setup({
      plan: { rates },
      onStep: (step) => steps.push(step),
      onEpoch: ({ epoch }, best) => epochs.push([epoch, best]),
    })
    const result = await fineTune(given, { onProgress: ({ done }) => seen.push(done) })
    expect(result.losses).toHaveLength(12)
    expect(result.losses[11]).toBeLessThan(0.8 * result.losses[0])
    // (1 − 2)², (2 − 2)² and (1 + 1)² or (1 + 0.9)², averaged over both parts.
    expect(result.losses[0]).toBeCloseTo((1 + 0 + (4 + 1.9 ** 2) / 2) / 3, 6)
    expect(steps.map(({ rate }) => rate)).toEqual(
      Array.from({ length: 12 }, (_, at) => (at < 6 ? 0.05 : 0.01)),
    )
    expect(steps.map(({ loss }) => loss)).toEqual(result.losses)
    expect(steps.every(({ gradientNorm, milliseconds }) => gradientNorm > 0 && milliseconds > 0)).toBe(true)
    expect(epochs).toEqual([0, 1, 2, 3].map((epoch) => [epoch, true]))
    expect(seen).toEqual(Array.from({ length: 12 }, (_, at) => at + 1))
    const [first] = result.epochs
    expect(first.loss).toBeCloseTo((result.losses[0] + result.losses[1] + result.losses[2]) / 3, 12)
    expect(result).toMatchObject({ bestEpoch: 3, parent: null, stopped: null })
    expect([result.stepMs, result.runtimeMs, result.elapsedMs].every((value) => value > 0)).toBe(true)
    // Adam moves each weight by the rate, as long as its slope keeps its sign: 6 · 0.05 + 6 · 0.01.
    expect(Math.abs((result.best.get('w')?.[0] ?? NaN) - 1.36)).toBeLessThan(0.01)
  })

  it('goes on from the checkpoint of any epoch as if it had never stopped', async () => {
    const { losses } = await expectSameAfterResuming(
      'quadratic',
      setup({ plan: { clip: 0.5, weightDecay: 0.1 } }),
    )
    expect(new Set(losses).size).toBe(12)
  })

  it('tells the batches where to go on from, and ends them', async () => {
    const starts: number[] = []
    let ended = 0
    const batches: FineTuneSetup['batches'] = async function* (fromStep) {
      starts.push(fromStep)
      try {
        for (let step = fromStep; ; step++) yield await Promise.resolve(feedsAt(step))
      } finally {
        ended++
      }
    }
    await trained('batches', setup({ batches }))
    await fineTune(setup({ batches, resumeFrom: loadCheckpoint(join(folder, 'batches-2'), 'batches') }))
    const failing = setup({ batches, measure: () => Promise.reject(new Error('no')) })
    await expect(
      fineTune({ ...failing, resumeFrom: loadCheckpoint(join(folder, 'batches-1'), 'batches') }),
    ).rejects.toThrow('no')
    expect(starts).toEqual([0, 6, 3])
    expect(ended).toBe(3)
  })

  it('keeps the best epoch by AP, the first among equals', async () => {
    const states = new Map<number, string>()
    const measure = measured(0.3, 0.31, 0.35, 0.35, 0.2)
    const result = await fineTune(
      setup({
        measure: (parameters, epoch) => {
          states.set(epoch, bytesOf(parameters))
          return measure(parameters, epoch)
        },
      }),
    )
    expect(result.bestEpoch).toBe(1)
    expect(bytesOf(result.best)).toBe(states.get(1))
    expect(result.parent?.AP).toBe(0.3)
    expect(states.get(-1)).toBe(initial)
    expect(new Set(states.values()).size).toBe(5)
  })

  it('keeps the parent where no epoch is better', async () => {
    const result = await fineTune(setup({ measure: measured(0.3, 0.3, 0.1, 0.29, 0.2) }))
    expect(result.bestEpoch).toBe(-1)
    expect(bytesOf(result.best)).toBe(initial)
    expect(result.epochs).toHaveLength(4)
  })

  it('stops after as many epochs without a better one as the plan has patience for', async () => {
    const early = await fineTune(
      setup({ plan: { patience: 2, epochs: 6 }, measure: measured(0.1, 0.2, 0.15, 0.2, 0.9, 0.9, 0.9) }),
    )
    expect(early).toMatchObject({ stopped: 'early', bestEpoch: 0 })
    expect(early.epochs).toHaveLength(3)
    const never = await fineTune(setup({ plan: { patience: 1 }, measure: measured(0.5, 0.2, 0.9, 0.9, 0.9) }))
    expect(never).toMatchObject({ stopped: 'early', bestEpoch: -1 })
    expect(never.epochs).toHaveLength(1)
    const last = await fineTune(setup({ plan: { patience: 3 }, measure: measured(0.1, 0.2, 0.1, 0.1, 0.1) }))
    expect(last).toMatchObject({ stopped: null, bestEpoch: 0 })
  })

  it('stays stopped when it is resumed after it ran out of patience', async () => {
    const given = setup({ plan: { patience: 1 }, measure: measured(0.1, 0.2, 0.15, 0.9, 0.9) })
    const stopped = await expectSameAfterResuming('patience', given)
    expect(stopped).toMatchObject({ stopped: 'early', bestEpoch: 0 })
  })

  it.each([
    ['a loss that is no number', NaN],
    ['a loss a hundred times the first ones', 1e3],
    ['an infinite loss', 1e30],
  ])('ends with the best so far at %s', async (_, x) => {
    const steps: number[] = []
    const measure = measured(0.1, 0.2, 0.3, 0.9, 0.9)
    const states = new Map<number, string>()
    const result = await fineTune(
      setup({
        at: { 7: x },
        onStep: ({ step }) => steps.push(step),
        measure: (parameters, epoch) => {
          states.set(epoch, bytesOf(parameters))
          return measure(parameters, epoch)
        },
      }),
    )
    expect(result).toMatchObject({ stopped: 'diverged', bestEpoch: 1 })
    expect(result.epochs).toHaveLength(2)
    expect(steps.at(-1)).toBe(7)
    expect(bytesOf(result.best)).toBe(states.get(1))
    expect([...(result.best.get('w') ?? [NaN])].every(Number.isFinite)).toBe(true)
  })

  it('fails where the first epoch diverges', async () => {
    await expect(fineTune(setup({ at: { 2: NaN } }))).rejects.toMatchObject({
      code: 'TRAINING_DIVERGED',
      message: expect.stringContaining('step 2'),
      wayOut: expect.stringContaining('learning rate'),
    })
  })

  it('stops when it is cancelled, with the checkpoint of the last epoch', async () => {
    const controller = new AbortController()
    const given = setup({ onStep: ({ step }) => (step === 7 ? controller.abort() : undefined) })
    const save: FineTuneSetup['save'] = (state) =>
      saveCheckpoint(join(folder, 'cancelled'), { ...state, identity: 'cancelled' })
    await expect(fineTune({ ...given, save }, { signal: controller.signal })).rejects.toMatchObject({
      code: 'CANCELLED',
    })
    const resumeFrom = loadCheckpoint(join(folder, 'cancelled'), 'cancelled')
    expect(resumeFrom).toMatchObject({ step: 6, bestEpoch: 1 })
    expect(course(await fineTune({ ...setup(), resumeFrom }))).toEqual(course(await fineTune(setup())))
  })

  it('passes on what the runtime has against the model', async () => {
    const broken = { ...graph, bytes: Uint8Array.of(1, 2, 3) }
    await expect(fineTune(setup({ graph: broken }))).rejects.toMatchObject({ code: 'MODEL_REJECTED' })
  })
})

const images = correlatedImages(6, IMAGE)
const float = floatNetwork()
const quantized = await quantizedBy(float, images)

async function* imageBatches(fromStep: number): AsyncGenerator<readonly Feeds[], void, undefined> {
  for (let step = fromStep; ; step++)
    yield await Promise.resolve([0, 1].map((part) => ({ images: images[(2 * step + part) % images.length] })))
}

describe('fine-tuning a network under its float parent', () => {
  it('comes closer to it, and goes on after an interruption, scales learned', async () => {
    const taught = teacherStudent(float, quantized, { inputDims: IMAGE, scales: true })
    const plan: PartialPlan = {
      iterations: 24,
      epochs: 3,
      rates: [{ from: 0, rate: 3e-4 }],
      scales: 'lsq',
      scaleRate: 1e-4,
    }
    const given = setup({ graph: taught, scales: taught.scales, plan, batches: imageBatches })
    const { losses, best } = await expectSameAfterResuming('network', given)
    const mean = (from: number) => losses.slice(from, from + 6).reduce((sum, loss) => sum + loss, 0) / 6
    expect(mean(18)).toBeLessThan(0.7 * mean(0))
    for (const [name, { data }] of taught.parameters) {
      // The images are multiples of their quantizer's scale, so that nothing pulls at it.
      if (name === 'images_scale') expect(best.get(name)).toEqual(data)
      else expect(best.get(name)).not.toEqual(data)
    }
  })

  it.each([0.5, 2])(
    'brings a scale that is wrong by a factor of %d back towards the right one',
    async (factor) => {
      const wrong = copyModel(quantized)
      const tied = tieActivationScales(copyModel(quantized).graph)
      const scales = new Map(tied.map(({ name }) => [name, teacherInitial(name)]))
      // The input of the last convolution before the head.
      const [name] = [...scales.keys()].filter((scale) => scale.includes('model.2'))
      const right = scales.get(name)?.data[0] ?? NaN
      storeScales(wrong.graph, scales, new Map([[name, Float32Array.of(factor * right)]]))
      const taught = teacherStudent(float, wrong, { inputDims: IMAGE, train: ['none of them'], scales: true })
      const learned = [...taught.scales].find((scale) => scale.includes('model.2')) ?? ''
      expect([...taught.parameters.keys()]).toEqual([...taught.scales])
      const plan: PartialPlan = {
        iterations: 61,
        epochs: 1,
        rates: [{ from: 0, rate: 1e-5 }],
        scales: 'lsq',
        scaleRate: 1e-2,
      }
      const given = setup({ graph: taught, scales: taught.scales, plan, batches: imageBatches })
      const { losses, best } = await fineTune(given)
      const found = best.get(learned)?.[0] ?? NaN
      expect(Math.abs(Math.log(found / right))).toBeLessThan(0.6 * Math.abs(Math.log(factor)))
      // The same images every third step.
      expect(losses[60]).toBeLessThan(0.75 * losses[0])
    },
  )
})

function teacherInitial(name: string) {
  const { parameters } = teacherStudent(float, quantized, { inputDims: IMAGE, scales: true })
  return parameters.get(name) ?? { data: new Float32Array(1), dims: [] }
}

describe('partsOf', () => {
  it('cuts a batch into runs, in order, copying it', () => {
    const data = Float32Array.from({ length: 12 }, (_, at) => at)
    const parts = partsOf('x', { data, dims: [6, 2] }, 2)
    data.fill(0)
    expect(parts).toEqual([
      { x: { data: Float32Array.of(0, 1, 2, 3), dims: [2, 2] } },
      { x: { data: Float32Array.of(4, 5, 6, 7), dims: [2, 2] } },
      { x: { data: Float32Array.of(8, 9, 10, 11), dims: [2, 2] } },
    ])
  })
})

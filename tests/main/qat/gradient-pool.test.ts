import { describe, expect, it } from 'vitest'
import {
  GradientPool,
  shareTensors,
  type Feeds,
  type GradientPoolSetup,
} from '../../../src/main/qat/gradient-pool.ts'
import { teacherStudent } from '../../../src/main/qat/teacher-student.ts'
import { correlatedImages, quantizedBy } from './quantized-network.ts'
import { bytesOf, floatNetwork, IMAGE, relativeDifference, stacked, trainingRun } from './taught-network.ts'

const images = correlatedImages(5, IMAGE)
const runs: Feeds[] = images.map((image) => ({ images: image }))
const float = floatNetwork()
const quantized = await quantizedBy(float, images)
const graph = teacherStudent(float, quantized, { inputDims: IMAGE })

function open(changes: Partial<GradientPoolSetup> = {}): GradientPool {
  const shared = shareTensors(graph.parameters)
  const { bytes: model, outputs } = graph
  return new GradientPool({ model, outputs, shared, runs: 5, session: { threads: 2 }, ...changes })
}

/** Closes the pool whatever came of it. */
async function failureOf(pool: GradientPool, feeds: readonly Feeds[] = runs): Promise<unknown> {
  try {
    await pool.mean(feeds)
  } catch (error) {
    return error
  } finally {
    await pool.close()
  }
  return null
}

describe('GradientPool', () => {
  it('averages over runs as one run over the whole batch does', async () => {
    const apart = await trainingRun(graph, runs)
    const whole = teacherStudent(float, quantized, { inputDims: [5, ...IMAGE.slice(1)] })
    const together = await trainingRun(whole, [{ images: stacked(images) }])
    expect([...apart.keys()]).toEqual([...together.keys()])
    for (const [name, mean] of together) {
      // Sums of some thousand float32 numbers in another order; 1e-5 of the largest is what their rounding makes.
      expect(relativeDifference(mean, apart.get(name) ?? new Float32Array())).toBeLessThan(1e-5)
    }
    expect(apart.get(graph.loss)?.[0]).toBeGreaterThan(1e-5)
  })

  it('comes to the same bits again, also with runs before and of other lengths', async () => {
    const expected = bytesOf(await trainingRun(graph, runs, { threads: 2 }))
    const pool = open()
    for (const feeds of [runs, runs.slice(0, 1), runs]) {
      const means = await pool.mean(feeds)
      if (feeds.length === 5) expect(bytesOf(means)).toBe(expected)
      else expect(bytesOf(means)).toBe(bytesOf(await trainingRun(graph, feeds)))
    }
    expect(pool.forwardMs).toBeGreaterThan(0)
    await pool.close()
  })

  it('comes to the same with one thread and with several', async () => {
    const one = await trainingRun(graph, runs, { threads: 1 })
    for (const threads of [2, 5]) {
      const several = await trainingRun(graph, runs, { threads })
      for (const [name, mean] of one)
        expect(relativeDifference(mean, several.get(name) ?? new Float32Array())).toBeLessThan(1e-6)
    }
  })

  it('sees changes of the shared parameters', async () => {
    const shared = shareTensors(graph.parameters)
    const pool = open({ shared })
    const before = (await pool.mean(runs)).get(graph.loss)?.[0] ?? NaN
    shared.get('model.0.conv.weight')?.data.fill(0)
    const after = (await pool.mean(runs)).get(graph.loss)?.[0] ?? NaN
    expect(after).toBeGreaterThan(2 * before)
    await pool.close()
  })

  it('reports a model that the runtime refuses', async () => {
    const error = await failureOf(open({ model: Uint8Array.of(1, 2, 3) }))
    expect(error).toMatchObject({ code: 'MODEL_REJECTED', wayOut: expect.stringContaining('inspect') })
  })

  it('reports feeds that do not fit, and works on afterwards', async () => {
    const pool = open()
    const wrong = { data: new Float32Array(12), dims: [1, 3, 2, 2] }
    await expect(pool.mean([...runs, { images: wrong }])).rejects.toMatchObject({ code: 'INFERENCE_FAILED' })
    expect(bytesOf(await pool.mean(runs))).toBe(bytesOf(await trainingRun(graph, runs, { threads: 2 })))
    await pool.close()
  })

  it('reports threads that end under way, and those that have ended', async () => {
    const pool = open()
    const underWay = expect(pool.mean(runs)).rejects.toMatchObject({
      code: 'TRAINING',
      message: expect.stringContaining('thread ended'),
    })
    await pool.close()
    await underWay
    await expect(pool.mean(runs)).rejects.toMatchObject({ code: 'TRAINING' })
  })
})

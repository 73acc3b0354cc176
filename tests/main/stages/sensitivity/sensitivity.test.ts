import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Progress } from '../../../../src/main/base/progress.ts'
import { openDataset } from '../../../../src/main/data/dataset.ts'
import { imageSize } from '../../../../src/main/data/image.ts'
import { quantizeModel } from '../../../../src/main/quant/quantize-model.ts'
import { recipeFrom } from '../../../../src/main/quant/recipe.ts'
import { evaluateModel } from '../../../../src/main/stages/evaluate.ts'
import { openModelFile } from '../../../../src/main/stages/model-file.ts'
import { openDetector } from '../../../../src/main/stages/open-detector.ts'
import { ConfigurationMeter } from '../../../../src/main/stages/sensitivity/configuration-meter.ts'
import {
  analyseSensitivity,
  type SensitivityListener,
} from '../../../../src/main/stages/sensitivity/sensitivity.ts'
import { reliabilityOf } from '../../../../src/main/stages/sensitivity/reliability.ts'
import type { SensitivityPlan, SensitivitySpec } from '../../../../src/main/stages/sensitivity/spec.ts'
import { useTinyWorkspace } from '../../../support/tiny-workspace.ts'

const workspace = useTinyWorkspace()
const large = useTinyWorkspace(20)

const PLAN: SensitivityPlan = {
  ...{ mode: 'one-off', by: 'layer', metric: 'ap', parts: 'all', cumulative: 0, early: 0, seed: 0 },
  fast: { method: 'first-order', images: 2, verify: 0 },
}

const HARMFUL = 'model.1.cv3.1'

/**
 * The tiny detector, where the weights that find squares have a range so wide that all of them become 0. The ranges of
 * all else fit and do no harm.
 */
async function spec(plan: Partial<SensitivityPlan> = {}): Promise<SensitivitySpec> {
  const file = openModelFile(workspace.model)
  const dataset = await openDataset({ data: workspace.data }, { onProblem: 'stop', sizeOf: imageSize })
  const detector = await openDetector(file.model, 'tiny', dataset.images[0].file)
  const amax = (tensor: string): number => (tensor === 'images' ? 1 : 3)
  const ranged = quantizeModel(file.model, recipeFrom({ headFloat: 'off' }), {
    activations: { amax, merged: () => undefined },
    weights: (tensor, axis) => (tensor.startsWith(HARMFUL) && axis !== null ? [1e3, 1e3, 1e3] : undefined),
  })
  return { quantized: ranged.model, detector, dataset, plan: { ...PLAN, ...plan }, options: { threads: 1 } }
}

describe('analyseSensitivity', () => {
  it('finds the one layer whose quantization ruins the detector, with all others quantized', async () => {
    const told: string[] = []
    const listener: SensitivityListener = {
      onBaselines: ({ float, quantized }) => void told.push(`${float.AP} ${quantized.AP < 0.5}`),
      onUnit: ({ name }, units) => void told.push(`${name} of ${units}`),
    }
    const result = await analyseSensitivity(await spec(), listener)
    expect(told).toEqual([
      '1 true',
      ...['model.0.conv', 'model.1.cv3.0', HARMFUL, 'model.1.cv3.2'].map((name) => `${name} of 4`),
    ])
    expect(result.layers[0]).toMatchObject({ name: HARMFUL, value: 1, rank: 1 })
    const others = result.layers.slice(1)
    expect(others.map(({ name }) => name)).toEqual(['model.0.conv', 'model.1.cv3.0', 'model.1.cv3.2'])
    for (const { value } of others) expect(value).toBe(result.baseline)
    expect(result.baseline).toBe(result.baselines?.quantized.AP)
    expect(result.images).toBe(6)
  })

  it('finds it with nothing else quantized', async () => {
    const { layers, baseline } = await analyseSensitivity(await spec({ mode: 'one-on' }))
    expect(baseline).toBe(1)
    expect(layers[0]).toMatchObject({ name: HARMFUL, rank: 1 })
    expect(layers[0].value).toBeLessThan(0.5)
    expect(layers.slice(1).map(({ value }) => value)).toEqual([1, 1, 1])
  })

  it('tells its weights from what it reads', async () => {
    const weights = await analyseSensitivity(await spec({ parts: 'weights' }))
    expect(weights.layers[0]).toMatchObject({ name: HARMFUL, value: 1 })
    const activations = await analyseSensitivity(await spec({ parts: 'activations' }))
    expect(activations.layers.map(({ value }) => value)).toEqual([1, 1, 1, 1])
    expect(activations.baseline).toBe(1)
  })

  it('switches blocks as a whole', async () => {
    const { layers } = await analyseSensitivity(await spec({ by: 'block', metric: 'agreement' }))
    expect(layers.map(({ name }) => name)).toEqual(['model.1', 'model.0'])
    expect(layers[0].value).toBeGreaterThan(0.9)
  })

  it.each(['overlap', 'first-order', 'sqnr'] as const)(
    'estimates it by %s, and measures the top of the list',
    async (method) => {
      const fast = { method, images: 3, verify: 1 }
      const { layers, verified, estimates } = await analyseSensitivity(await spec({ mode: 'fast', fast }))
      expect(layers[0].name).toBe(HARMFUL)
      expect(layers[0].value).toBeGreaterThan(0.9)
      expect(estimates.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(1, 6)
      expect(verified.map(({ name, value }) => [name, value])).toEqual([[HARMFUL, 1]])
      expect(layers[0].measured?.AP).toBe(1)
      expect(layers[1].measured).toBeNull()
    },
  )

  it('tells how far the order would hold on other images, in the metric that it is by', async () => {
    const { layers, reliability } = await analyseSensitivity(
      await spec({ mode: 'one-on', metric: 'overlap' }),
    )
    expect(layers[0].name).toBe(HARMFUL)
    const [even, odd] = layers[0].halves ?? [NaN, NaN]
    expect(even).not.toBe(odd)
    expect((even + odd) / 2).toBeCloseTo(layers[0].value ?? NaN, 1)
    expect(reliability).toEqual(reliabilityOf(layers.map(({ halves = null }) => halves)))
    expect(reliability?.whole).toBeGreaterThan(0.3)
    const equal = await analyseSensitivity(await spec({ parts: 'activations' }))
    expect(equal.reliability).toBeNull()
  })

  it('estimates by overlap as the measured mode does with the same images', async () => {
    const exact = await analyseSensitivity(await spec({ mode: 'one-on', metric: 'overlap' }))
    const fast = { method: 'overlap', images: 6, verify: 0 } as const
    const { layers, reliability } = await analyseSensitivity(await spec({ mode: 'fast', fast }))
    expect(layers.map(({ name }) => name)).toEqual(exact.layers.map(({ name }) => name))
    const lost = exact.units.map(({ value }) => 1 - (value ?? NaN))
    const all = lost.reduce((sum, each) => sum + each, 0)
    for (const { name, value } of layers) {
      const index = exact.units.findIndex((unit) => unit.name === name)
      expect(value).toBeCloseTo(lost[index] / all, 6)
    }
    expect(reliability?.splitHalf).toBeCloseTo(exact.reliability?.splitHalf ?? NaN, 12)
  })

  it('adds float layers one by one in the order of sensitivity', async () => {
    const { cumulative, layers } = await analyseSensitivity(
      await spec({ cumulative: 3, metric: 'agreement' }),
    )
    expect(cumulative.map(({ name, float }) => [name, float])).toEqual(
      layers.slice(0, 3).map(({ name }, index) => [name, index + 1]),
    )
    expect(layers[0].measured).toMatchObject(cumulative[0].measured)
  })

  it('goes on with what an earlier process measured, and comes to the same', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'quantbench-sensitivity-'))
    try {
      const whole = await analyseSensitivity(await spec({ cumulative: 2 }))
      const checkpoint = { path: join(folder, 'units'), resume: false, identity: { model: 'tiny' } }
      const controller = new AbortController()
      const stopped: SensitivityListener = { onUnit: ({ name }) => name === HARMFUL && controller.abort() }
      const first = analyseSensitivity({ ...(await spec({ cumulative: 2 })), checkpoint }, stopped, {
        signal: controller.signal,
      })
      await expect(first).rejects.toMatchObject({ code: 'CANCELLED' })
      const labels = new Set<string | undefined>()
      const onProgress = ({ phase, label, detail }: Progress) => {
        if (phase === 'sensitivity' && detail !== undefined) labels.add(label)
      }
      const again = { ...(await spec({ cumulative: 2 })), checkpoint: { ...checkpoint, resume: true } }
      const { layers, cumulative, baselines } = await analyseSensitivity(again, {}, { onProgress })
      const table = (units: typeof layers) => units.map(({ milliseconds: _milliseconds, ...unit }) => unit)
      expect(table(layers)).toEqual(table(whole.layers))
      expect(cumulative.map(({ measured }) => measured)).toEqual(
        whole.cumulative.map(({ measured }) => measured),
      )
      expect(baselines).toEqual(whole.baselines)
      expect(labels.size).toBe(4)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it('gives units up early that cannot come to the top, and only then', async () => {
    const many = { mode: 'one-on', metric: 'agreement', early: 1 } as const
    const options = { onProblem: 'stop', sizeOf: imageSize } as const
    const dataset = await openDataset({ data: large.data }, options)
    const whole = { ...(await spec({ ...many, early: 0 })), dataset }
    const exact = await analyseSensitivity(whole)
    const { layers } = await analyseSensitivity({ ...whole, plan: { ...whole.plan, early: 1 } })
    expect(layers[0]).toEqual({ ...exact.layers[0], milliseconds: expect.any(Number) })
    // The first unit has nothing to be compared with; those behind the harmful one cannot be worse.
    expect(new Map(layers.map(({ name, measured }) => [name, measured?.images]))).toEqual(
      new Map([
        [HARMFUL, 20],
        ['model.0.conv', 20],
        ['model.1.cv3.0', 20],
        ['model.1.cv3.2', 8],
      ]),
    )
  })

  it('gives units up early by AP too, whose interval comes from resampled images', async () => {
    const options = { onProblem: 'stop', sizeOf: imageSize } as const
    const dataset = await openDataset({ data: large.data }, options)
    const whole = { ...(await spec({ mode: 'one-on', metric: 'ap', early: 1 })), dataset }
    const { layers } = await analyseSensitivity(whole)
    expect(layers[0]).toMatchObject({ name: HARMFUL, measured: { images: 20 } })
    // What few images say compares with nothing.
    expect(layers.at(-1)).toMatchObject({ name: 'model.1.cv3.2', value: null, measured: { images: 8 } })
  })

  it('needs annotations for AP, and none for agreement', async () => {
    const without = async (metric: 'ap' | 'agreement') => {
      const whole = await spec({ metric })
      return analyseSensitivity({ ...whole, dataset: { ...whole.dataset, groundTruth: null } })
    }
    await expect(without('ap')).rejects.toMatchObject({ code: 'DATASET_INVALID' })
    const { layers } = await without('agreement')
    expect(layers[0]).toMatchObject({ name: HARMFUL, measured: { AP: -1 } })
  })

  it('says where there is nothing to switch', async () => {
    const whole = await spec()
    const float = openModelFile(workspace.model).model
    await expect(analyseSensitivity({ ...whole, quantized: float })).rejects.toMatchObject({
      code: 'RECIPE_INVALID',
    })
  })
})

describe('ConfigurationMeter', () => {
  it('comes to what an evaluation comes to, held in memory or not, whatever the batch', async () => {
    const { quantized, detector, dataset } = await spec()
    const float = new Set([HARMFUL])
    for (const options of [{ threads: 1 }, { threads: 2 }, { threads: 1, memory: 0 }]) {
      const meter = await ConfigurationMeter.open(quantized, detector, dataset, options)
      try {
        const all = await meter.measure(quantized)
        const { coco } = await evaluateModel(quantized, detector, dataset, { threads: 1 })
        expect(all.AP).toBe(coco.stats.AP)
        expect(meter.float).toMatchObject({ AP: 1, agreement: 1, sqnr: Infinity })
        const one = await meter.measureFloatLayers(float)
        expect(one.AP).toBe(1)
        expect(one.sqnr).toBeGreaterThan(all.sqnr)
      } finally {
        await meter.close()
      }
    }
  })
})

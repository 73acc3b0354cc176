import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { searchText } from '../../../../src/main/cli/verbs/search/text.ts'
import { openDataset } from '../../../../src/main/data/dataset.ts'
import { imageSize } from '../../../../src/main/data/image.ts'
import { encodeModel } from '../../../../src/main/onnx/encode.ts'
import { quantizeModel } from '../../../../src/main/quant/quantize-model.ts'
import { recipeFrom } from '../../../../src/main/quant/recipe.ts'
import { openModelFile } from '../../../../src/main/stages/model-file.ts'
import { openDetector } from '../../../../src/main/stages/open-detector.ts'
import { preparedCopy } from '../../../../src/main/stages/quantize.ts'
import { searchDocumentSchema, searchDocument } from '../../../../src/main/stages/search/document.ts'
import { RangedQuantizer } from '../../../../src/main/stages/search/ranged-quantizer.ts'
import { searchFloatLayers, type SearchResult } from '../../../../src/main/stages/search/search.ts'
import type { SearchPlan, SearchSpec } from '../../../../src/main/stages/search/spec.ts'
import { useTinyWorkspace } from '../../../support/tiny-workspace.ts'

const workspace = useTinyWorkspace()

const FINDS_SQUARES = 'model.1.cv3.1'
const STEM = 'model.0.conv'

const PLAN: SearchPlan = {
  target: { kind: 'drop', most: 0.005 },
  ...{ by: 'layer', cost: 'layers', stopEarly: false, seed: 0 },
  estimate: { method: 'first-order', images: 3 },
  ...{ choose: [], chooseFor: { by: 'block', images: 3 }, adaroundSteps: null },
}

/** The tiny detector, where some layers' weights have a range so wide that all of them become 0. */
async function spec(
  plan: Partial<SearchPlan> = {},
  harmful: readonly string[] = [FINDS_SQUARES],
  include: readonly string[] = [],
): Promise<SearchSpec> {
  const file = openModelFile(workspace.model)
  const dataset = await openDataset({ data: workspace.data }, { onProblem: 'stop', sizeOf: imageSize })
  const detector = await openDetector(file.model, 'tiny', dataset.images[0].file)
  const quantizer = new RangedQuantizer(preparedCopy(file.model), recipeFrom({ headFloat: 'off', include }), {
    activations: { amax: (tensor) => (tensor === 'images' ? 1 : 3), merged: () => undefined },
    weights: (tensor, axis) =>
      axis !== null && harmful.some((name) => tensor.startsWith(name))
        ? new Array<number>(tensor.startsWith(STEM) ? 6 : 3).fill(1e3)
        : undefined,
  })
  return { quantizer, detector, dataset, plan: { ...PLAN, ...plan }, options: { threads: 1 } }
}

const untimed = (result: SearchResult) => {
  const { timing: _timing, ...document } = searchDocument(result)
  return document
}

describe('searchFloatLayers', () => {
  it('finds the one layer that has to be float, and the model is what its patterns give', async () => {
    const steps: number[] = []
    const given = await spec()
    const result = await searchFloatLayers(given, { onPoint: ({ step }) => void steps.push(step) })
    expect(result.chosen).toMatchObject({
      units: [FINDS_SQUARES],
      floatLayers: [FINDS_SQUARES],
      cost: 1,
      isMet: true,
    })
    expect(result.chosen.measured.AP).toBe(1)
    expect(result.exclude).toEqual([String.raw`model\.1\.cv3\.1$`])
    expect(steps).toEqual(result.points.map(({ step }) => step))
    expect(result.front[0].units).toEqual([])
    expect(result.front[0].measured.AP).toBeLessThan(0.5)
    expect(result.front.at(-1)).toBe(result.chosen)
    const again = given.quantizer.quantize(
      [...given.quantizer.units('layer')].filter(({ name }) => name === FINDS_SQUARES),
      given.quantizer.units('layer'),
    )
    expect(encodeModel(result.quantized.model)).toEqual(encodeModel(again.model))
    expect(searchDocumentSchema.safeParse(searchDocument(result)).success).toBe(true)
  })

  it('finds two that need each other', async () => {
    const { chosen, points } = await searchFloatLayers(await spec({}, [FINDS_SQUARES, STEM]))
    expect(chosen.units).toEqual([STEM, FINDS_SQUARES])
    for (const { units, isMet } of points) {
      const hasBoth = units.includes(STEM) && units.includes(FINDS_SQUARES)
      expect(isMet).toBe(hasBoth)
    }
  })

  it('leaves nothing float where nothing needs to be', async () => {
    const phases: string[] = []
    const onProgress = ({ phase }: { phase: string }) => void phases.push(phase)
    const result = await searchFloatLayers(await spec({}, []), {}, { onProgress })
    const { chosen, points, exclude, timing } = result
    expect(chosen.units).toEqual([])
    expect(exclude).toEqual([])
    expect(points).toHaveLength(2)
    // Then nothing is put in order, and the result does not pretend that it were.
    expect(phases).toContain('search')
    expect(phases).not.toContain('estimate')
    expect(timing.estimateMs).toBe(0)
    const { estimate, candidates } = searchDocumentSchema.parse(searchDocument(result))
    expect(estimate).toBeNull()
    expect(candidates.map(({ gain }) => gain)).toEqual([null, null, null, null])
    expect(searchText(result, 'again')).toContain('Order: not estimated, as nothing has to be float')
  })

  it('goes by agreement and by blocks, and stops early when asked to', async () => {
    const target = { kind: 'agreement', least: 0.9 } as const
    const { chosen, exclude } = await searchFloatLayers(await spec({ target, by: 'block' }))
    expect(chosen.units).toEqual(['model.1'])
    expect(chosen.cost).toBe(3)
    expect(exclude).toEqual([String.raw`model\.1(\.|$)`])
    const early = await searchFloatLayers(await spec({ target, stopEarly: true }, [FINDS_SQUARES, STEM]))
    expect(early.chosen.isMet).toBe(true)
    expect(early.chosen.units).toEqual(expect.arrayContaining([STEM, FINDS_SQUARES]))
  })

  it('finds the best within a budget of layers or of multiplications', async () => {
    const one = await searchFloatLayers(await spec({ target: { kind: 'budget', most: 1 } }))
    expect(one.chosen.units).toEqual([FINDS_SQUARES])
    // With everything quantized it is within any budget, which is no reason not to look for something better.
    expect(one.points.find(({ units }) => units.length === 0)?.isMet).toBe(true)
    const { estimate, candidates } = searchDocument(one)
    expect(estimate).toEqual(PLAN.estimate)
    expect(candidates.every(({ gain }) => gain !== null)).toBe(true)
    expect(searchText(one, 'again')).not.toContain('Order:')
    const [, , filter] = one.candidates
    // 4 × 4 places of stride 16, 3 filters of 6 × 16 × 16.
    const macs = (4 * 4 * 3 * 6 * 16 * 16) / 1e9
    const flops = { kind: 'budget', most: 1.01 * macs } as const
    const result = await searchFloatLayers(await spec({ target: flops, cost: 'flops' }))
    expect(result.candidates[2]).toMatchObject({ name: filter.name, cost: macs })
    expect(result.chosen.units).toContain(FINDS_SQUARES)
    expect(result.chosen.cost).toBeLessThanOrEqual(flops.most)
    expect(result.points.filter(({ isMet }) => isMet).every(({ cost }) => cost <= flops.most)).toBe(true)
  })

  it('measures what layers cost in ONNX Runtime', async () => {
    const target = { kind: 'agreement', least: 0.9 } as const
    const { costs, chosen, latencyMs } = await searchFloatLayers(await spec({ target, cost: 'ort' }))
    expect(costs).toMatchObject({ kind: 'ort', unit: 'ms' })
    expect(costs.base).toBeGreaterThan(0)
    expect(Object.keys(costs.units)).toHaveLength(4)
    expect(latencyMs).toBeGreaterThan(0)
    expect(chosen.units).toContain(FINDS_SQUARES)
    const sum = chosen.units.reduce((all, name) => all + costs.units[name], costs.base)
    expect(chosen.cost).toBeCloseTo(sum, 9)
  })

  it('says in one line what cannot be reached, and the way out', async () => {
    const both = [STEM, FINDS_SQUARES]
    const strict = await spec({ target: { kind: 'agreement', least: 1 } }, both, both)
    await expect(searchFloatLayers(strict)).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringMatching(/^Expected a reachable target, agreement at least 1\.00000: [^\n]+$/),
      wayOut: expect.stringMatching(/--min-agreement/),
    })
    const narrow = await spec({ target: { kind: 'budget', most: -1 } })
    await expect(searchFloatLayers(narrow)).rejects.toThrow(/the cheapest set takes 0 layers/)
    const wide = await spec({ target: { kind: 'budget', most: 4 } })
    await expect(searchFloatLayers(wide)).rejects.toThrow(/the float model takes 4 layers/)
  })

  it('goes on with what an earlier process measured, and comes to the same', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'quantbench-search-'))
    try {
      const harmful = [FINDS_SQUARES, STEM]
      const whole = await searchFloatLayers(await spec({}, harmful))
      const checkpoint = { path: join(folder, 'points'), resume: false, identity: { model: 'tiny' } }
      const controller = new AbortController()
      const first = searchFloatLayers(
        { ...(await spec({}, harmful)), checkpoint },
        { onPoint: ({ step }) => step === 2 && controller.abort() },
        { signal: controller.signal },
      )
      await expect(first).rejects.toMatchObject({ code: 'CANCELLED' })
      const labels: (string | undefined)[] = []
      const resumed = await searchFloatLayers(
        { ...(await spec({}, harmful)), checkpoint: { ...checkpoint, resume: true } },
        {},
        { onProgress: ({ phase, label }) => void labels.push(phase === 'estimate' ? 'estimate' : label) },
      )
      const table = (result: SearchResult) => {
        const { measured, front, chosen, ...rest } = untimed(result)
        const timeless = ({ milliseconds: _ms, ...point }: { milliseconds: number }) => point
        return {
          ...rest,
          measured: measured.map(timeless),
          front: front.map(timeless),
          chosen: timeless(chosen),
        }
      }
      expect(table(resumed)).toEqual(table(whole))
      expect(labels).not.toContain('estimate')
      expect(labels).not.toContain('0 of 4 float')
      const other = { ...(await spec({ target: { kind: 'drop', most: 0.1 } }, harmful)) }
      await expect(
        searchFloatLayers({ ...other, checkpoint: { ...checkpoint, resume: true } }),
      ).rejects.toMatchObject({ code: 'CHECKPOINT_INVALID' })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it('ends where its limits are used up, with what came nearest', async () => {
    const harmful = [FINDS_SQUARES, STEM]
    const few = await searchFloatLayers({ ...(await spec({}, harmful)), limits: { points: 2 } })
    expect(few.stopped).toBe('points')
    expect(few.points).toHaveLength(3)
    const quantized = few.points.filter(({ units }) => units.length < 4)
    const best = Math.max(...quantized.map(({ measured }) => measured.AP))
    expect(few.chosen.measured.AP).toBe(best)
    expect(few.chosen.isMet).toBe(best >= 0.995)
    // What was measured before the estimate is known by it, too.
    expect(few.chosen.units).toEqual([])
    expect(searchDocument(few).estimate).toEqual(PLAN.estimate)
    const none = await searchFloatLayers({ ...(await spec({}, harmful)), limits: { minutes: 0 } })
    expect(none).toMatchObject({ stopped: 'minutes', chosen: { units: [], isMet: false } })
    // No time was left for putting anything in order.
    expect(searchDocumentSchema.parse(searchDocument(none))).toMatchObject({
      stopped: 'minutes',
      estimate: null,
    })
    const enough = await searchFloatLayers({ ...(await spec()), limits: { points: 99, minutes: 99 } })
    expect(enough.stopped).toBeNull()
  })

  it('chooses methods in place of float layers where they are enough, and the recipe makes the model', async () => {
    const given = await spec({ choose: ['methods', 'add'] }, [])
    // By max every activation is far too wide, by entropy just right.
    const amax = (_: string, { method }: { method: string }) => (method === 'entropy' ? 3 : 1e3)
    const quantizer = new RangedQuantizer(
      given.quantizer.prepared,
      recipeFrom({ headFloat: 'off', method: 'max' }),
      {
        activations: {
          amax: (tensor, by) => (tensor === 'images' ? 1 : amax(tensor, by)),
          merged: () => undefined,
        },
      },
    )
    const result = await searchFloatLayers({ ...given, quantizer })
    expect(result.chosen).toMatchObject({ units: [], choices: ['methods'], isMet: true, cost: 0 })
    const methods = [result.recipe.method, ...result.recipe.overrides.map(({ method }) => method)]
    expect(methods).toContain('entropy')
    const [float, quantized, chosen] = result.points
    expect(result.points).toHaveLength(3)
    expect([float.units.length, quantized.choices, chosen.choices]).toEqual([4, [], ['methods']])
    expect(quantized.isMet).toBe(false)
    const again = quantizer.with(result.recipe).quantize([], quantizer.units('layer'))
    expect(encodeModel(again.model)).toEqual(encodeModel(result.quantized.model))
  })

  it('learns, leaves float what is still needed, and goes on from what was learned', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'quantbench-search-'))
    try {
      const plan = { choose: ['bias', 'adaround'], adaroundSteps: 10 } as const
      const checkpoint = { path: join(folder, 'points'), resume: false, identity: { model: 'tiny' } }
      const phases = (found: string[]) => ({
        onProgress: ({ phase }: { phase: string }) => void found.push(phase),
      })
      const [one, other] = [new Array<string>(), new Array<string>()]
      const first = await searchFloatLayers({ ...(await spec(plan)), checkpoint }, {}, phases(one))
      const resumed = await searchFloatLayers(
        { ...(await spec(plan)), checkpoint: { ...checkpoint, resume: true } },
        {},
        phases(other),
      )
      expect(first.chosen.isMet).toBe(true)
      expect(first.chosen.units).toEqual([FINDS_SQUARES])
      expect(one).toContain('adaround')
      expect(other).not.toContain('adaround')
      expect(encodeModel(resumed.quantized.model)).toEqual(encodeModel(first.quantized.model))
      expect(resumed.recipe).toEqual(first.recipe)
      expect(first.timing.choicesMs).toBeGreaterThan(0)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it('refuses a model in which there is nothing to choose', async () => {
    const given = await spec()
    const { prepared } = given.quantizer
    const recipe = recipeFrom({ headFloat: 'off', include: ['model.0'] })
    const ranges = { activations: { amax: () => 1, merged: () => undefined } }
    const quantizer = new RangedQuantizer(prepared, recipe, ranges)
    expect(quantizeModel(prepared, recipe, ranges).quantizers.length).toBeGreaterThan(0)
    await expect(searchFloatLayers({ ...given, quantizer })).rejects.toThrow(/found only model\.0\.conv/)
  })
})

import { dirname, join } from 'node:path'
import { call, ORPCError } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AnalysisProcess } from '../../../../src/main/api/analysis/analysis-process.ts'
import type { ApiContext } from '../../../../src/main/api/context.ts'
import { datasets } from '../../../../src/main/api/handlers/datasets.ts'
import { gallery } from '../../../../src/main/api/handlers/gallery.ts'
import { layers } from '../../../../src/main/api/handlers/layers.ts'
import { models } from '../../../../src/main/api/handlers/models.ts'
import { MachineWatch } from '../../../../src/main/api/machine-watch.ts'
import { openRecipes } from '../../../../src/main/api/recipe-file.ts'
import { openSettings } from '../../../../src/main/api/settings-file.ts'
import { Uploads } from '../../../../src/main/api/uploads.ts'
import { Connection } from '../../../../src/main/api/connection.ts'
import { createLogger } from '../../../../src/main/base/logging.ts'
import { computeMethods } from '../../../../src/main/calib/methods.ts'
import { JobSupervisor } from '../../../../src/main/jobs/supervisor.ts'
import { openStore } from '../../../../src/main/runs/store.ts'
import { openSampler } from '../../../../src/main/telemetry/sampler.ts'
import { SafeRoots } from '../../../../src/main/web/safe-roots.ts'
import { Histogram } from '../../../../src/main/calib/histogram.ts'
import { runCommand } from '../../../support/command-line.ts'
import { useTinyWorkspace } from '../../../support/tiny-workspace.ts'

const workspace = useTinyWorkspace()
const nowhere = new URL('file:///nowhere/job.ts')

async function contextOf(home: string): Promise<ApiContext> {
  const store = openStore(home)
  const roots = new SafeRoots()
  const supervisor = new JobSupervisor({ store, entry: nowhere })
  const sampler = await openSampler({ intervalMs: 1000 })
  return {
    store,
    supervisor,
    analysis: new AnalysisProcess({ entry: new URL('../../../../src/main/analysis.ts', import.meta.url) }),
    roots,
    sampler,
    machine: new MachineWatch({ jobs: supervisor, isBusy: () => false, sampler }),
    settings: openSettings(home),
    recipes: openRecipes(home),
    uploads: new Uploads(home),
    connection: new Connection(),
    log: createLogger('test'),
    startedAt: 0,
  }
}

const made: { context?: ApiContext; runs: Map<string, string> } = { runs: new Map() }

function context(): ApiContext {
  if (made.context === undefined) throw new Error('the context is made before the tests')
  return made.context
}

const run = (variant: string): string => made.runs.get(variant) ?? 'no such run'

beforeAll(async () => {
  const { model, data, home } = workspace
  const words = ['--data', data, '--split', 'val2017', '--variants', 'fp32,ptq:mse,ptq:max', '--repeats', '1']
  const { status, stdout, stderr } = await runCommand('run', model, ...words, '--home', home, '--json')
  if (status !== 0) throw new Error(stderr)
  const { rows }: { rows: { variant: string; run: string }[] } = JSON.parse(stdout)
  made.runs = new Map(rows.map((row) => [row.variant, row.run]))
  made.context = await contextOf(home)
})

afterAll(async () => {
  await made.context?.analysis.close()
  await made.context?.sampler.close()
  made.context?.store.close()
})

/** What a call fails with. */
async function failure(work: Promise<unknown>): Promise<unknown> {
  try {
    await work
  } catch (error) {
    return error instanceof ORPCError ? error.data : error
  }
  throw new Error('expected a failure')
}

describe('models', () => {
  it('inspect remembers the model and opens its folder', async () => {
    const { model } = workspace
    const found = await call(models.inspect, { path: model }, { context: context() })
    expect(found).toMatchObject({
      model: {
        path: model,
        present: true,
        name: 'tiny.onnx',
        family: 'yolov8',
        familyTitle: 'YOLOv8 / YOLOv9 / YOLO11',
      },
      detector: { classNames: ['red', 'green', 'blue'] },
    })
    expect('file' in found).toBe(false)
    const { store, roots } = context()
    expect(store.models.get(found.model.sha256)).toMatchObject({ pinned: true, summary: { opset: 13 } })
    expect(roots.list()).toContain(dirname(model))
    const list = await call(models.list, undefined, { context: context() })
    expect(list.map(({ name }) => name)).toEqual(expect.arrayContaining(['tiny.onnx', 'tiny-ptq-mse.onnx']))
  })

  it('keeps the name of a model whose file is named by its content', async () => {
    const known = context().store.models.list()
    const stored = known.find(
      ({ name, path, sha256 }) => name === 'tiny-ptq-mse.onnx' && path.endsWith(sha256),
    )
    expect(stored).toBeDefined()
    const { model } = await call(models.inspect, { path: stored?.path ?? '' }, { context: context() })
    expect(model.name).toBe('tiny-ptq-mse.onnx')
  })

  it('fails with code, message and way out', async () => {
    const path = join(workspace.folder, 'none.onnx')
    expect(await failure(call(models.inspect, { path }, { context: context() }))).toEqual({
      code: 'FILE_NOT_FOUND',
      message: `${path} does not exist`,
      wayOut: 'Check the path.',
    })
  })
})

describe('datasets', () => {
  it('open remembers the dataset, as the one that runs used, and opens its folders', async () => {
    const { data } = workspace
    const source = { dir: data, split: 'val2017' }
    const before = context().store.datasets.list().length
    const health = await call(datasets.open, { source }, { context: context() })
    expect(health).toMatchObject({ images: 6, boxes: 18 })
    expect(context().store.datasets.list()).toHaveLength(before)
    const list = await call(datasets.list, undefined, { context: context() })
    expect(list.find(({ name }) => name === 'data/val2017')).toMatchObject({ present: true, images: 6 })
    expect(context().roots.list()).toEqual(
      expect.arrayContaining([join(data, 'val2017'), join(data, 'annotations')]),
    )
    const page = await call(datasets.images, { source, category: 1 }, { context: context() })
    expect(page.images.every(({ boxes }) => boxes.some(({ category }) => category === 1))).toBe(true)
  })
})

describe('comparisons.gallery', () => {
  it('holds runs of the store against each other', async () => {
    const ids = ['fp32', 'ptq:mse', 'ptq:max'].map(run)
    const found = await call(gallery, { ids, confidence: 0.25 }, { context: context() })
    expect(found.total).toBe(6)
    expect(found.categories.map(({ name }) => name)).toEqual(['red', 'green', 'blue'])
    for (const { truth, predictions, path } of found.images) {
      expect(truth).toHaveLength(3)
      expect(predictions).toHaveLength(3)
      expect(predictions[0].length).toBeGreaterThanOrEqual(3)
      expect(path.startsWith(join(workspace.data, 'val2017'))).toBe(true)
    }
    const alike = await call(gallery, { ids: [ids[0], ids[0]], show: 'changed' }, { context: context() })
    expect(alike.total).toBe(0)
  })

  it('refuses runs that were not evaluated, on other data, or not there', async () => {
    const { store } = context()
    const bare = store.runs.create({ kind: 'ptq', name: 'bare', argv: [] }).id
    const ask = (ids: string[]) => failure(call(gallery, { ids }, { context: context() }))
    expect(await ask([bare])).toMatchObject({ code: 'USAGE', message: expect.stringContaining('bare') })
    const other = store.datasets.register({
      name: 'o/val',
      root: '/o',
      images: 1,
      listSha256: 'a'.repeat(64),
    }).id
    const elsewhere = store.runs.create({
      kind: 'fp32',
      name: 'elsewhere',
      argv: [],
      datasets: [{ id: other, role: 'evaluation' }],
    }).id
    expect(await ask([run('fp32'), elsewhere])).toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining('same data'),
    })
    expect(await ask(['nope'])).toMatchObject({ code: 'RUN_NOT_FOUND' })
  })
})

describe('layers', () => {
  it('ranges are those of the model, with what calibration found', async () => {
    const ranges = await call(layers.ranges, { run: run('ptq:mse') }, { context: context() })
    const activations = ranges.filter(({ kind }) => kind === 'activation')
    expect(activations.length).toBeGreaterThan(0)
    for (const { amax, methods, histogram, readers, layer } of activations) {
      expect(histogram).toBe(true)
      expect(layer).toBe(readers[0])
      // A scale is a float32; on shared scales the amax may be that of a merged histogram.
      expect(amax).toBeGreaterThan(0)
      expect(Object.keys(methods).sort()).toEqual(['entropy', 'max', 'mse', 'percentile'])
    }
    const alone = activations.filter(({ group }) => group.length === 0)
    expect(alone.length).toBeGreaterThan(0)
    for (const { amax, methods } of alone) expect(amax).toBeCloseTo(methods.mse ?? NaN, 5)
    expect(ranges.filter(({ kind }) => kind === 'weight').length).toBeGreaterThan(0)
  })

  it('a histogram has every method and the run’s own amax as points of its curve', async () => {
    const id = run('ptq:max')
    const ranges = await call(layers.ranges, { run: id }, { context: context() })
    const [{ tensor, amax, methods }] = ranges.filter(({ kind }) => kind === 'activation')
    const found = await call(layers.histogram, { run: id, tensor }, { context: context() })
    expect(found).toMatchObject({ tensor, amax, methods })
    const histogram = new Histogram({
      width: found.width,
      counts: Float64Array.from(found.counts),
      max: found.methods.max ?? 0,
      nan: 0,
      infinite: 0,
    })
    expect(computeMethods(histogram)).toEqual(found.methods)
    expect(found.curve.amax).toEqual(expect.arrayContaining([amax, ...Object.values(methods)]))
    expect(found.curve.mse).toHaveLength(found.curve.amax.length)
  })

  it('evidence has the error of every activation and weight, and no more than there is', async () => {
    const id = run('ptq:mse')
    const ranges = await call(layers.ranges, { run: id }, { context: context() })
    const { tensors, sensitivity, latency } = await call(layers.evidence, { run: id }, { context: context() })
    expect(tensors.map(({ tensor }) => tensor)).toEqual(ranges.map(({ tensor }) => tensor))
    const activation = ranges.find(({ kind }) => kind === 'activation')
    const found = await call(
      layers.histogram,
      { run: id, tensor: activation?.tensor ?? '' },
      { context: context() },
    )
    const place = found.curve.amax.indexOf(activation?.amax ?? NaN)
    const error = tensors.find(({ tensor }) => tensor === activation?.tensor)
    expect(error?.sqnr).toBe(found.curve.sqnr[place])
    expect(error?.clipped).toBe(found.curve.clipped[place])
    for (const { sqnr } of tensors.filter(({ kind }) => kind === 'weight')) expect(sqnr).toBeGreaterThan(20)
    expect(sensitivity).toBeNull()
    expect(latency).toBeNull()
  })

  it('a weight has its channels, and each channel a histogram of its own values', async () => {
    const id = run('ptq:mse')
    const ranges = await call(layers.ranges, { run: id }, { context: context() })
    const tensor = ranges.find(({ kind }) => kind === 'weight')?.tensor ?? ''
    const all = await call(layers.weight, { run: id, tensor }, { context: context() })
    const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0)
    const ask = (channel: number) => call(layers.weight, { run: id, tensor, channel }, { context: context() })
    const each = await Promise.all(all.channels.map((_, channel) => ask(channel)))
    expect(all.axis).toBe(0)
    expect(total(each.flatMap(({ histogram }) => histogram.counts))).toBe(total(all.histogram.counts))
    expect(all.histogram.amax).toBe(Math.max(...all.channels.map(({ amax }) => amax)))
    expect(each[1].histogram.amax).toBe(all.channels[1].amax)
    expect(await failure(ask(all.channels.length))).toMatchObject({ code: 'USAGE' })
    const other = call(layers.weight, { run: id, tensor: 'images' }, { context: context() })
    expect(await failure(other)).toMatchObject({ code: 'USAGE' })
  })

  it('calibrates counts that are handed in as it calibrates a model', async () => {
    const id = run('ptq:mse')
    const ranges = await call(layers.ranges, { run: id }, { context: context() })
    const tensor = ranges.find(({ kind }) => kind === 'activation')?.tensor ?? ''
    const { width, counts, methods } = await call(
      layers.histogram,
      { run: id, tensor },
      { context: context() },
    )
    const given = await call(layers.calibrate, { width, counts }, { context: context() })
    expect(given.methods).toMatchObject({ mse: methods.mse, entropy: methods.entropy })
  })

  it('refuses other tensors, and runs that calibrated nothing', async () => {
    const at = (id: string, tensor: string) =>
      failure(call(layers.histogram, { run: id, tensor }, { context: context() }))
    expect(await at(run('ptq:mse'), '../../etc/passwd')).toMatchObject({ code: 'USAGE' })
    expect(await at(run('fp32'), 'images')).toMatchObject({ code: 'USAGE' })
    expect(await at('nope', 'images')).toMatchObject({ code: 'RUN_NOT_FOUND' })
    const ranges = failure(call(layers.ranges, { run: run('fp32') }, { context: context() }))
    expect(await ranges).toMatchObject({ code: 'USAGE' })
  })
})

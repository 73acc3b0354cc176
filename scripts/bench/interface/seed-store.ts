import { mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { seededRandom, type Random } from '../../../src/main/base/random.ts'
import { encodeHistogramArchive } from '../../../src/main/calib/histogram-archive.ts'
import { Histogram } from '../../../src/main/calib/histogram.ts'
import { computeMethods, DEFAULT_PERCENTILE } from '../../../src/main/calib/methods.ts'
import type { Metric } from '../../../src/main/runs/metric-repository.ts'
import { openStore, type Store } from '../../../src/main/runs/store.ts'
import { fillStore } from '../run-store.ts'
import { IMAGES, writeGalleryData, type GalleryData } from './gallery-data.ts'
import { writeLargeGraph } from './large-graph.ts'

const COMPARED = 200
const CLASSES = 80
const POINTS = 101
const RUNS_A_BATCH = 250
export const TENSOR = '/model.24/cv1/act/Mul_output_0'
const VALUES = 400_000
const BINS = 2048

/** Ids and paths of what the pages are shown. */
export interface Seeded {
  home: string
  compared: string[]
  /** Ids of an evaluated float run and of its quantized one. */
  evaluated: [float: string, quantized: string]
  calibrated: string
  graph: string
}

function figuresOf(random: Random): Metric[] {
  const ms = 2 + 30 * random.next()
  const ap = 0.2 + 0.3 * random.next()
  return [
    { name: 'AP', value: ap, better: 'higher' },
    { name: 'AP50', value: ap * 1.5, better: 'higher' },
    { name: 'agreement', value: 0.8 + 0.2 * random.next(), better: 'higher' },
    { name: 'FPS', value: 1000 / ms, unit: 'FPS' },
    { name: 'latency p50', value: ms, unit: 'ms' },
    { name: 'size', value: 3 + 20 * random.next(), unit: 'MB' },
  ]
}

/** The figures that tables show by themselves, for every run. @returns the ids, the latest first. */
function addFigures(store: Store, random: Random): string[] {
  const ids = store.runs.list().runs.map(({ id }) => id)
  for (let first = 0; first < ids.length; first += RUNS_A_BATCH)
    store.write(() =>
      ids.slice(first, first + RUNS_A_BATCH).forEach((id) => store.metrics.put(id, figuresOf(random))),
    )
  return ids
}

/** Settings, classes and a curve, so that a comparison has something in all its parts. */
function addDetails(store: Store, ids: readonly string[], random: Random): void {
  const recall = Float64Array.from({ length: POINTS }, (_, index) => index / (POINTS - 1))
  store.write(() => {
    for (const [index, id] of ids.entries()) {
      const method = ['max', 'percentile', 'mse', 'entropy'][index % 4]
      const recipe = { method, head: index % 2 === 0 ? 'float' : 'int8', rules: index % 3 > 0 ? 'on' : 'off' }
      store.runs.update(id, { parameters: { seed: index, images: 80, recipe } })
      store.classMetrics.put(
        id,
        Array.from({ length: CLASSES }, (_, each) => {
          const ap = random.next()
          return { id: each + 1, name: `class ${each + 1}`, values: { AP: ap, AP50: ap, AR: ap } }
        }),
      )
      const y = recall.map((x) => Math.max(0, 1 - x ** (2 + random.next())))
      store.curves.put(id, [{ kind: 'precision-recall', name: 'all', x: recall, y }])
    }
  })
}

async function addEvaluated(store: Store, data: GalleryData, model: string): Promise<Seeded['evaluated']> {
  const { id: dataset } = store.datasets.register({
    name: `${basename(data.root)}/val2017`,
    root: data.root,
    images: IMAGES,
    annotations: data.annotations,
    listSha256: '5'.repeat(64),
  })
  const ids: string[] = []
  for (const [index, detections] of data.detections.entries()) {
    const kind = index === 0 ? 'fp32' : 'ptq'
    const { id } = store.runs.create({
      kind,
      name: `${kind} of 5,000 images`,
      modelSha256: model,
      parentId: ids[0],
      datasets: [{ id: dataset, role: 'evaluation' }],
      argv: ['eval', 'model.onnx', '--data', data.annotations, '--images', data.images],
    })
    await store.artifacts.putBytes(
      { runId: id, role: 'detections', name: 'detections.json', kind: 'json' },
      detections,
    )
    store.metrics.put(id, [{ name: 'AP', value: 0.4 - 0.02 * index, better: 'higher' }])
    store.runs.finish(id, 'done')
    ids.push(id)
  }
  return [ids[0], ids[1]]
}

/** An activation as SiLU leaves it: half of it near zero, a long tail. */
function histogramOf(random: Random): Histogram {
  const histogram = new Histogram()
  histogram.add(Float32Array.from({ length: VALUES }, () => (-Math.log(1 - random.next())) ** 1.5))
  if (histogram.bins !== BINS) throw new Error(`Expected ${BINS} bins, got ${histogram.bins}`)
  return histogram
}

async function addCalibrated(store: Store, random: Random, model: string): Promise<string> {
  const histogram = histogramOf(random)
  const methods = computeMethods(histogram)
  const { id } = store.runs.create({
    kind: 'ptq',
    name: 'calibrated',
    modelSha256: model,
    argv: ['ptq', 'model.onnx'],
  })
  const table = {
    version: 1,
    model: { path: '/models/float.onnx', sha256: model },
    images: 80,
    method: 'mse',
    activations: { [TENSOR]: { amax: methods.mse, methods, used: methods.mse } },
    weights: {},
  }
  const archive = encodeHistogramArchive(new Map([[TENSOR, histogram]]), DEFAULT_PERCENTILE)
  await store.artifacts.putBytes(
    { runId: id, role: 'table', name: 'table.json', kind: 'json' },
    JSON.stringify(table),
  )
  await store.artifacts.putBytes(
    { runId: id, role: 'histograms', name: 'histograms.bin', kind: 'histograms' },
    archive,
  )
  store.runs.finish(id, 'done')
  return id
}

/** Fills a folder with a store of 5,000 runs and the files that large views need. */
export async function seedStore(folder: string): Promise<Seeded> {
  const home = join(folder, 'home')
  const graph = join(folder, 'large.onnx')
  const random = seededRandom(7)
  mkdirSync(home, { recursive: true })
  writeLargeGraph(graph)
  const data = await writeGalleryData(join(folder, 'data'))
  const store = openStore(home)
  try {
    fillStore(store)
    const compared = addFigures(store, random).slice(0, COMPARED)
    addDetails(store, compared, random)
    const [{ sha256: model }] = store.models.list()
    const evaluated = await addEvaluated(store, data, model)
    const calibrated = await addCalibrated(store, random, model)
    return { home, compared, evaluated, calibrated, graph }
  } finally {
    store.close()
  }
}

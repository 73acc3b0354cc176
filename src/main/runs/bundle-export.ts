import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { throwIfCancelled } from '../base/cancel.ts'
import { QuantbenchError } from '../base/errors.ts'
import { sha256, writeAtomically } from '../base/files.ts'
import type { StageContext } from '../base/progress.ts'
import { brokenArtifact } from './artifact-files.ts'
import type { RunArtifact } from './artifact-store.ts'
import {
  ALL_RECORDS_BYTES,
  BUNDLE_MAGIC,
  BUNDLE_VERSION,
  encodeFigure,
  FRAME_LINE_BYTES,
  RECORD_BYTES,
  type BundledDataset,
  type BundledModel,
  type BundledRunInput,
  type Frame,
} from './bundle-format.ts'
import type { Run } from './run-record.ts'
import type { Store } from './store.ts'

export interface ExportOptions {
  /** Leaves out artifacts of kind `model`, which are most of the bytes. Default: they are in. */
  withoutModels?: boolean
}

function bundledModel(store: Store, hash: string): BundledModel | undefined {
  const model = store.models.get(hash)
  if (model === undefined) return undefined
  const { path, size, name, family, summary } = model
  return { sha256: hash, path, size, name, family, summary }
}

function bundledDataset(store: Store, id: string): BundledDataset | undefined {
  const dataset = store.datasets.get(id)
  if (dataset === undefined) return undefined
  const { name, root, images, annotations, annotationsSha256, listSha256 } = dataset
  return { id, name, root, images, annotations, annotationsSha256, listSha256 }
}

function bundledSeries(store: Store, id: string): BundledRunInput['series'] {
  return store.series.names(id).map((name) => {
    const { steps, values, times } = store.series.get(id, name)
    const timeOf = (index: number): number | null => (Number.isNaN(times[index]) ? null : times[index])
    return { name, points: steps.map((step, index) => [step, encodeFigure(values[index]), timeOf(index)]) }
  })
}

function bundledClasses(store: Store, id: string): BundledRunInput['classMetrics'] {
  return store.classMetrics.list(id).map((entry) => {
    const values = Object.entries(entry.values).map(([name, value]) => [name, encodeFigure(value)] as const)
    return { ...entry, values: Object.fromEntries(values) }
  })
}

function bundledCurves({ database }: Store, id: string): BundledRunInput['curves'] {
  const rows = database.all(
    database.build.selectFrom('curves').selectAll().where('run_id', '=', id).orderBy('kind').orderBy('name'),
  )
  return rows.map(({ kind, name, dtype, points, x, y }) => {
    return { kind, name, dtype, points, x: x.toString('base64'), y: y.toString('base64') }
  })
}

function bundledRecord(store: Store, run: Run): BundledRunInput['run'] {
  const { id, kind, name, status, groupId, createdAt, startedAt, finishedAt, error } = run
  const { folder, notes, argv, parameters, environment } = run
  const parent = run.parentId === null ? run.lostParent : store.runs.get(run.parentId)
  return {
    ...{ id, kind, name, status, groupId, createdAt, startedAt, finishedAt, error },
    ...{ folder, notes, argv, parameters, environment },
    parentId: parent?.id ?? null,
    parentName: parent?.name ?? null,
    modelSha256: run.model?.sha256 ?? null,
    outputModelSha256: run.outputModel?.sha256 ?? null,
  }
}

function bundledRun(store: Store, run: Run, artifacts: readonly RunArtifact[]): BundledRunInput {
  const { id } = run
  return {
    run: bundledRecord(store, run),
    tags: run.tags,
    datasets: run.datasets,
    metrics: store.metrics.list(id).map(({ name, value, unit, better }) => {
      return { name, value: encodeFigure(value), unit: unit ?? '', better }
    }),
    series: bundledSeries(store, id),
    classMetrics: bundledClasses(store, id),
    curves: bundledCurves(store, id),
    events: store.events.list(id).map(({ time, level, kind, message, data }) => {
      return { time, level, kind, message, data }
    }),
    artifacts: artifacts.map(({ role, name, sha256: hash }) => ({ role, name, sha256: hash })),
  }
}

function frameLine(frame: Frame): Buffer {
  return Buffer.from(`${JSON.stringify(frame)}\n`)
}

function jsonFrame(type: 'model' | 'dataset' | 'run', content: object): Buffer {
  const body = Buffer.from(JSON.stringify(content))
  return Buffer.concat([frameLine({ type, size: body.length, sha256: sha256(body) }), body])
}

/** An artifact's frame; its content is checked on the way out, so that no damage is passed on. */
async function* artifactFrame(store: Store, artifact: RunArtifact): AsyncGenerator<Uint8Array> {
  const { sha256: expected, size, kind } = artifact
  yield frameLine({ type: 'artifact', size, sha256: expected, kind })
  const hash = createHash('sha256')
  for await (const piece of createReadStream(store.artifacts.pathOf(expected), { highWaterMark: 1 << 20 })) {
    hash.update(piece)
    yield piece
  }
  if (hash.digest('hex') !== expected) throw brokenArtifact(store.home, expected, 'damaged')
}

function distinct<Value>(values: readonly (Value | null | undefined)[]): Value[] {
  return [...new Set(values.filter((value) => value !== null && value !== undefined))]
}

/** What an import would refuse is not written. */
function requireReadable(run: Run, frame: Buffer, all: number): Buffer {
  if (frame.length - FRAME_LINE_BYTES <= RECORD_BYTES && all <= ALL_RECORDS_BYTES) return frame
  throw new QuantbenchError(
    'USAGE',
    `Expected runs with less than ${ALL_RECORDS_BYTES >> 20} MB of figures and curves (${RECORD_BYTES >> 20} MB each), run ${run.id} goes beyond that`,
    { wayOut: 'Export fewer runs to a file.' },
  )
}

async function* frames(
  store: Store,
  ids: readonly string[],
  options: ExportOptions,
  context: StageContext,
): AsyncGenerator<Uint8Array> {
  const runs = ids.map((id) => store.runs.get(id))
  for (const hash of distinct(runs.flatMap((run) => [run.model?.sha256, run.outputModel?.sha256]))) {
    const model = bundledModel(store, hash)
    if (model !== undefined) yield jsonFrame('model', model)
  }
  for (const id of distinct(runs.flatMap((run) => run.datasets.map((dataset) => dataset.id)))) {
    const dataset = bundledDataset(store, id)
    if (dataset !== undefined) yield jsonFrame('dataset', dataset)
  }
  const files = new Map<string, RunArtifact>()
  let records = 0
  for (const run of runs) {
    throwIfCancelled(context.signal)
    const all = store.artifacts.list(run.id)
    const kept = all.filter((artifact) => !options.withoutModels || artifact.kind !== 'model')
    for (const artifact of kept) files.set(artifact.sha256, artifact)
    const record = store.read(() => bundledRun(store, run, kept))
    const frame = jsonFrame('run', record)
    records += frame.length
    yield requireReadable(run, frame, records)
  }
  const step = { phase: 'export', total: files.size, unit: 'files' }
  for (const [done, artifact] of [...files.values()].entries()) {
    context.onProgress?.({ ...step, done, label: artifact.name })
    for await (const piece of artifactFrame(store, artifact)) {
      throwIfCancelled(context.signal)
      yield piece
    }
  }
  context.onProgress?.({ ...step, done: files.size })
  yield frameLine({ type: 'end', size: 0, sha256: sha256('') })
}

async function* compressed(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${BUNDLE_MAGIC} ${BUNDLE_VERSION}\n`)
  // Level 1: weights hardly shrink, and the time goes there.
  const gzip = createGzip({ level: 1 })
  const feeding = pipeline(Readable.from(pieces), gzip)
  // A failed feed also ends the loop below, which then throws the same error.
  feeding.catch(() => undefined)
  yield* gzip
  await feeding
}

/**
 * Writes runs with everything that belongs to them to one file, whole or not at all.
 * Throws RUN_NOT_FOUND, STORE_CORRUPT, DISK_FULL, FILE_UNWRITABLE, CANCELLED, and USAGE for more than an import takes.
 */
export async function exportBundle(
  store: Store,
  ids: readonly string[],
  path: string,
  options: ExportOptions = {},
  context: StageContext = {},
): Promise<void> {
  for (const id of ids) store.runs.get(id)
  await writeAtomically(path, compressed(frames(store, [...new Set(ids)], options, context)))
}

import { copyFile, readFile, stat } from 'node:fs/promises'
import { fileError, QuantbenchError } from '../../base/errors.ts'
import { exportBundle } from '../../runs/bundle-export.ts'
import { importBundle } from '../../runs/bundle-import.ts'
import { readClassCurves } from '../../runs/class-curves.ts'
import { deleteRuns } from '../../runs/deletion.ts'
import type { Store } from '../../runs/store.ts'
import { confusionSchema, type Confusion } from '../../../shared/contract/run.ts'
import { allFinite, finite } from '../finite.ts'
import { os } from '../implement.ts'
import { seriesView, watchSeries } from '../watch-series.ts'
import { classCurvesView } from '../class-curves-view.ts'
import { runDetail, runView } from '../run-view.ts'
import { searchView } from '../search-view.ts'
import { sensitivityView } from '../sensitivity-view.ts'

async function bytesOf(path: string): Promise<number> {
  return (await stat(path)).size
}

async function readConfusion({ artifacts }: Store, id: string): Promise<Confusion | null> {
  const stored = artifacts.find(id, 'confusion')
  if (stored === undefined) return null
  const path = artifacts.pathOf(stored.sha256)
  return confusionSchema.parse(JSON.parse(await readFile(path, 'utf8')))
}

function requireArtifact({ artifacts }: Store, id: string, role: string, name: string) {
  const found = artifacts.list(id).find((artifact) => artifact.role === role && artifact.name === name)
  if (found !== undefined) return found
  throw new QuantbenchError('FILE_NOT_FOUND', `Run ${id} has no file ${name} (${role})`, {
    wayOut: 'Look at the list of its files.',
  })
}

export const runs = {
  list: os.runs.list.handler(({ input, context }) => {
    const { runs: found, total } = context.store.runs.list(input)
    return { runs: found.map(runView), total }
  }),
  vocabulary: os.runs.vocabulary.handler(({ context: { store } }) =>
    store.read(() => ({
      metrics: store.metrics.names(),
      tags: store.tags.all(),
      folders: store.runs.folders(),
    })),
  ),
  get: os.runs.get.handler(({ input, context: { store } }) => runDetail(store, store.runs.find(input.id).id)),
  events: os.runs.events.handler(({ input: { id, ...query }, context: { store } }) =>
    store.events.list(store.runs.get(id).id, query).map(({ runId: _run, data: _data, ...event }) => event),
  ),
  series: os.runs.series.handler(({ input: { id, names, fromStep }, context: { store } }) => {
    const run = store.runs.get(id).id
    return names.map((name) => seriesView(store.series.get(run, name, fromStep)))
  }),
  watch: os.runs.watch.handler(async function* ({ input: { id, names }, context, signal }) {
    yield* context.connection.stream(watchSeries(context.store, id, names, signal))
  }),
  curves: os.runs.curves.handler(({ input: { id, kind, names }, context: { store } }) =>
    store.curves
      .list(store.runs.get(id).id)
      .filter((curve) => curve.kind === kind && (names === undefined || names.includes(curve.name)))
      .flatMap(({ name }) => store.curves.get(id, kind, name) ?? [])
      .map((curve) => ({ ...curve, x: allFinite(curve.x), y: allFinite(curve.y) })),
  ),
  classCurves: os.runs.classCurves.handler(async ({ input: { id, ...asked }, context: { store } }) =>
    classCurvesView(await readClassCurves(store, store.runs.get(id).id), asked),
  ),
  confusion: os.runs.confusion.handler(({ input, context: { store } }) =>
    readConfusion(store, store.runs.get(input.id).id),
  ),
  sensitivity: os.runs.sensitivity.handler(({ input, context: { store } }) =>
    store.read(() => sensitivityView(store, input.id)),
  ),
  search: os.runs.search.handler(({ input, context: { store } }) =>
    store.read(() => searchView(store, input.id)),
  ),
  change: os.runs.change.handler(({ input, context: { store } }) => {
    const { ids, addTags = [], removeTags = [], ...changes } = input
    store.write(() => {
      for (const id of ids) {
        store.runs.update(id, changes)
        store.tags.add(id, addTags)
        store.tags.remove(id, removeTags)
      }
    })
    return { changed: ids.length }
  }),
  delete: os.runs.delete.handler(({ input, context: { store } }) => {
    const deleted = deleteRuns(store.database, store.home, input.ids)
    return { deleted: deleted.runs.length, freedBytes: finite(deleted.bytesFreed) ?? 0 }
  }),
  exportBundle: os.runs.exportBundle.handler(async ({ input: { ids, path, models }, context }) => {
    await exportBundle(context.store, ids, path, { withoutModels: !models })
    return { path, bytes: await bytesOf(path) }
  }),
  importBundle: os.runs.importBundle.handler(async ({ input, context }) => {
    const found = await importBundle(context.store, input.path)
    const idsOf = (added: boolean) => found.filter((run) => run.added === added).map(({ id }) => id)
    return { imported: idsOf(true), known: idsOf(false) }
  }),
  saveArtifact: os.runs.saveArtifact.handler(async ({ input, context: { store } }) => {
    const { id, role, name, path } = input
    const { sha256 } = requireArtifact(store, id, role, name)
    try {
      await copyFile(store.artifacts.pathOf(sha256), path)
    } catch (error) {
      throw fileError(error, path, 'write')
    }
    return { path, bytes: await bytesOf(path) }
  }),
}

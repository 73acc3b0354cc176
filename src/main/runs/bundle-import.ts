import { QuantbenchError } from '../base/errors.ts'
import type { StageContext } from '../base/progress.ts'
import { adoptFile, deleteUnlinked, tidyOrphanFiles } from './artifact-files.ts'
import { discardStaged, readBundle, type Bundle } from './bundle-read.ts'
import { invalidBundle, type BundledModel, type BundledDataset, type BundledRun } from './bundle-format.ts'
import type { StoreDatabase } from './database.ts'
import { newRunId } from './run-id.ts'
import type { Store } from './store.ts'
import { isConstraintError } from './store-error.ts'

export interface ImportedRun {
  /** Its id in this store. */
  id: string
  /** Its id in the bundle: another one where that was taken by a different run. */
  bundledId: string
  /** False when the store had the run already and was left as it was. */
  added: boolean
}

/** A run's id here and whether it is to be added. */
function placeRun(database: StoreDatabase, { run }: BundledRun): ImportedRun {
  const columns = ['kind', 'created_at', 'model_sha256'] as const
  const taken = database.first(database.build.selectFrom('runs').select(columns).where('id', '=', run.id))
  if (taken === undefined) return { id: run.id, bundledId: run.id, added: true }
  const same =
    taken.kind === run.kind && taken.created_at === run.createdAt && taken.model_sha256 === run.modelSha256
  return same
    ? { id: run.id, bundledId: run.id, added: false }
    : { id: newRunId(), bundledId: run.id, added: true }
}

function insertModel({ database }: Store, model: BundledModel): void {
  const row = { ...model, summary: JSON.stringify(model.summary), added_at: Date.now() }
  database.run(
    database.build
      .insertInto('models')
      .values(row)
      .onConflict((on) => on.doNothing()),
  )
}

function insertDataset({ database }: Store, dataset: BundledDataset): void {
  const { id, name, root, images, annotations, annotationsSha256, listSha256 } = dataset
  const hashes = { annotations_sha256: annotationsSha256, list_sha256: listSha256 }
  const row = { id, name, root, images, annotations, ...hashes, added_at: Date.now() }
  database.run(
    database.build
      .insertInto('datasets')
      .values(row)
      .onConflict((on) => on.doNothing()),
  )
}

function endOf(run: BundledRun['run']): number | null {
  const end = run.status === 'running' ? Date.now() : run.finishedAt
  return end === null ? null : Math.max(end, run.startedAt)
}

function insertRun({ database }: Store, { run }: BundledRun, id: string): void {
  // Its process is not here, whatever it did where it came from.
  const running = run.status === 'running'
  const row = {
    id,
    kind: run.kind,
    name: run.name,
    status: running ? ('interrupted' as const) : run.status,
    parent_id: null,
    lost_parent_id: run.parentId,
    lost_parent_name: run.parentName,
    group_id: run.groupId,
    model_sha256: run.modelSha256,
    output_model_sha256: run.outputModelSha256,
    created_at: run.createdAt,
    started_at: run.startedAt,
    finished_at: endOf(run),
    owner_pid: null,
    owner_start: null,
    error_code: run.error?.code ?? null,
    error_message: run.error?.message ?? null,
    folder: run.folder,
    notes: run.notes,
    argv: JSON.stringify(run.argv),
    parameters: JSON.stringify(run.parameters),
    environment: JSON.stringify(run.environment),
  }
  database.run(database.build.insertInto('runs').values(row))
}

function insertCurves({ database }: Store, id: string, curves: BundledRun['curves']): void {
  for (const { x, y, ...curve } of curves) {
    const blobs = { x: Buffer.from(x, 'base64'), y: Buffer.from(y, 'base64') }
    database.run(database.build.insertInto('curves').values({ run_id: id, ...curve, ...blobs }))
  }
}

function insertArtifacts({ database }: Store, id: string, artifacts: BundledRun['artifacts']): void {
  for (const artifact of artifacts) {
    database.run(database.build.insertInto('run_artifacts').values({ run_id: id, ...artifact }))
  }
}

function insertDatasetLinks({ database }: Store, id: string, datasets: BundledRun['datasets']): void {
  for (const { id: dataset_id, role } of datasets) {
    database.run(database.build.insertInto('run_datasets').values({ run_id: id, dataset_id, role }))
  }
}

function insertAll(store: Store, bundled: BundledRun, id: string, path: string): void {
  insertRun(store, bundled, id)
  insertDatasetLinks(store, id, bundled.datasets)
  insertArtifacts(store, id, bundled.artifacts)
  insertCurves(store, id, bundled.curves)
  store.tags.add(id, bundled.tags)
  store.metrics.put(id, bundled.metrics)
  store.classMetrics.put(id, bundled.classMetrics)
  const points = bundled.series.flatMap(({ name, points: triples }) =>
    triples.map(([step, value, at]) => ({ name, step, value, at: at ?? undefined })),
  )
  store.series.append(id, points)
  const arrival = { level: 'info' as const, kind: 'import', message: `Imported from ${path}` }
  store.events.append(id, [...bundled.events, arrival])
}

function joinParent({ database }: Store, child: string, parent: string): void {
  const joined = { parent_id: parent, lost_parent_id: null, lost_parent_name: null }
  database.run(database.build.updateTable('runs').set(joined).where('id', '=', child))
}

/** Joins runs to parents that came with them, were here before, or have come after their children. */
function joinParents(store: Store, places: readonly ImportedRun[]): void {
  const { build } = store.database
  const added = places.filter((place) => place.added)
  // A parent that had to take another id is the parent only of what came with it.
  const renamed = new Map(added.map((place) => [place.bundledId, place.id]))
  const arrived = new Set(added.map((place) => place.id))
  const orphans = build
    .selectFrom('runs')
    .select(['id', 'lost_parent_id as parent'])
    .where('lost_parent_id', 'is not', null)
  for (const { id, parent } of store.database.all(orphans)) {
    if (parent === null) continue
    const wanted = (arrived.has(id) ? renamed.get(parent) : undefined) ?? parent
    const found = build.selectFrom('runs').select('id').where('id', '=', wanted)
    if (store.database.first(found) !== undefined) joinParent(store, id, wanted)
  }
}

function storeBundle(store: Store, bundle: Bundle, path: string): ImportedRun[] {
  const { database } = store
  return database.write(() => {
    for (const model of bundle.models) insertModel(store, model)
    for (const dataset of bundle.datasets) insertDataset(store, dataset)
    for (const { kind, ...staged } of bundle.artifacts) {
      adoptFile(store.home, staged)
      const { sha256, size } = staged
      const row = { sha256, size, kind, created_at: Date.now() }
      database.run(
        database.build
          .insertInto('artifacts')
          .values(row)
          .onConflict((on) => on.doNothing()),
      )
    }
    const places = bundle.runs.map((run) => placeRun(database, run))
    for (const [index, place] of places.entries()) {
      if (place.added) insertAll(store, bundle.runs[index], place.id, path)
    }
    joinParents(store, places)
    // Files of runs that were here already, or that no run mentions.
    deleteUnlinked(
      database,
      bundle.artifacts.map((artifact) => artifact.sha256),
    )
    return places
  })
}

/**
 * Adds the runs of a bundle, all or none. A run that is here already is left as it is; one whose id belongs to a
 * different run here gets a new id. Throws FILE_NOT_FOUND, BUNDLE_INVALID (not a bundle, cut off, damaged, from a
 * newer version), DISK_FULL and CANCELLED; then nothing was stored.
 */
export async function importBundle(
  store: Store,
  path: string,
  context: StageContext = {},
): Promise<ImportedRun[]> {
  const bundle = await readBundle(path, store.home, context)
  try {
    return storeBundle(store, bundle, path)
  } catch (error) {
    if (error instanceof QuantbenchError || !isConstraintError(error)) throw error
    throw invalidBundle(path, 'its parts do not fit together', error)
  } finally {
    await discardStaged(bundle)
    tidyOrphanFiles(
      store.database,
      store.home,
      bundle.artifacts.map((artifact) => artifact.sha256),
    )
  }
}

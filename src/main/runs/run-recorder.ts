import { resolve } from 'node:path'
import { QuantbenchError } from '../base/errors.ts'
import { sha256, sha256File } from '../base/files.ts'
import type { Dataset } from '../data/dataset.ts'
import type { ModelFile } from '../stages/model-file.ts'
import { describeEnvironment } from './environment.ts'
import type { DatasetRole } from './run-kind.ts'
import type { NewRun, Run } from './run-record.ts'
import type { Store } from './store.ts'
import { modelNameAt } from './model-name.ts'

/** Where the command that makes runs comes from. */
export interface RunOrigin {
  argv: readonly string[]
  provider: string | null
}

/** What a run is about, beside what `NewRun` says. */
export interface RunSubject {
  file: ModelFile
  family: string | null
  datasets: readonly { dataset: Dataset; role: DatasetRole }[]
}

/** Starts runs in the store and ends them whatever happens: done, failed with the reason, or interrupted. */
export class RunRecorder {
  readonly store: Store
  private readonly origin: RunOrigin

  constructor(store: Store, origin: RunOrigin) {
    this.store = store
    this.origin = origin
  }

  /** Registers the model and the datasets and starts a run on them. */
  async start(
    run: Omit<NewRun, 'argv' | 'modelSha256' | 'datasets' | 'environment'>,
    subject: RunSubject,
  ): Promise<Run> {
    const { store } = this
    const { file, family } = subject
    const datasets = await Promise.all(
      subject.datasets.map(async ({ dataset, role }) => ({ id: await this.registerDataset(dataset), role })),
    )
    store.models.register({
      sha256: file.sha256,
      path: file.path,
      size: file.sizeBytes,
      name: modelNameAt(store, file.path),
      ...(family === null ? {} : { family }),
    })
    return store.runs.create({
      ...run,
      modelSha256: file.sha256,
      datasets,
      argv: this.origin.argv,
      environment: describeEnvironment(this.origin.provider),
    })
  }

  /** The latest run that made a model, or null: where the model's lineage goes on. */
  makerOf(modelSha256: string): string | null {
    const { runs } = this.store.runs.list({ modelSha256 })
    return runs.find(({ outputModel }) => outputModel?.sha256 === modelSha256)?.id ?? null
  }

  /**
   * Keeps a model that a run made, as an artifact, and where the user has it if anywhere. Without a family it is of the
   * one of the model that it was made from, whose outputs it has.
   */
  async keepModel(
    runId: string,
    bytes: Uint8Array,
    name: string,
    family: string | null,
    path?: string,
  ): Promise<void> {
    const hash = sha256(bytes)
    const { store } = this
    const origin = store.runs.get(runId)?.model?.sha256
    const known = family ?? (origin === undefined ? null : store.models.get(origin)?.family)
    await store.artifacts.putBytes({ runId, role: 'output', name, kind: 'model' }, bytes)
    store.models.register({
      sha256: hash,
      path: path === undefined ? store.artifacts.pathOf(hash) : resolve(path),
      size: bytes.byteLength,
      name,
      ...(known ? { family: known } : {}),
    })
    store.runs.update(runId, { outputModelSha256: hash })
  }

  /** Does a run's work; ends it as failed, or as interrupted where the user stopped it, when the work throws. */
  async during<T>(runIds: readonly string[], work: () => Promise<T>): Promise<T> {
    try {
      const result = await work()
      for (const id of runIds) this.store.runs.finish(id, 'done')
      return result
    } catch (error) {
      this.abandon(runIds, error)
      throw error
    }
  }

  /** Ends runs that are still running, by what was thrown. */
  abandon(runIds: readonly string[], error: unknown): void {
    for (const id of runIds) {
      if (this.store.runs.get(id).status !== 'running') continue
      if (error instanceof QuantbenchError && error.code === 'CANCELLED')
        this.store.runs.finish(id, 'interrupted')
      else this.store.runs.fail(id, error)
    }
  }

  private async registerDataset(dataset: Dataset): Promise<string> {
    const { name, root, images, annotations, listHash } = dataset
    return this.store.datasets.register({
      name,
      root,
      images: images.length,
      listSha256: listHash,
      ...(annotations === null ? {} : { annotations, annotationsSha256: await sha256File(annotations) }),
    }).id
  }
}

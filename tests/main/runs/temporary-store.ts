import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { sha256 } from '../../../src/main/base/files.ts'
import { artifactFile, uploadsFolder } from '../../../src/main/runs/layout.ts'
import type { Metric } from '../../../src/main/runs/metric-repository.ts'
import type { NewRun } from '../../../src/main/runs/run-record.ts'
import { openStore, type Store, type StoreOptions } from '../../../src/main/runs/store.ts'

/** An empty folder that is removed when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'quantbench-runs-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A store in a folder of its own, closed when the test ends. */
export function temporaryStore(home: string = temporaryFolder(), options: StoreOptions = {}): Store {
  const store = openStore(home, options)
  onTestFinished(() => store.close())
  return store
}

/** Adds a model named after its content. */
export function addModel(store: Store, name: string, pinned = false): string {
  const hash = sha256(name)
  store.models.register({ sha256: hash, path: `/models/${name}.onnx`, size: 1000, name, pinned })
  return hash
}

export function addDataset(store: Store, name = 'coco-mini'): string {
  return store.datasets.register({ name, root: `/data/${name}`, images: 79, listSha256: sha256(name) }).id
}

/** A finished run. */
export function addRun(store: Store, input: Partial<NewRun> = {}, metrics: readonly Metric[] = []): string {
  const { id } = store.runs.create({ kind: 'ptq', name: 'a run', argv: ['ptq', 'model.onnx'], ...input })
  store.metrics.put(id, metrics)
  store.runs.finish(id, 'done')
  return id
}

/** Gives a run a text artifact that is named after its content. @returns its hash. */
export async function addArtifact(store: Store, runId: string, content: string): Promise<string> {
  const link = { runId, role: 'output', name: content, kind: 'text' }
  return (await store.artifacts.putBytes(link, content)).sha256
}

/** Hands a model of seven bytes over, so many days ago. @returns its path. */
export function addUpload(home: string, name: string, days: number): string {
  const folder = join(uploadsFolder(home), name)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'm.onnx'), '1234567')
  const at = new Date(Date.now() - days * 24 * 60 * 60 * 1000)
  utimesSync(folder, at, at)
  return join(folder, 'm.onnx')
}

/** Writes a file under `artifacts` that no row mentions. @returns its path. */
export function addStrayFile(store: Store, content = 'stray'): string {
  const path = artifactFile(store.home, sha256(content))
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  return path
}

import type { EngineSource } from '../../shared/contract/engine.ts'
import { QuantbenchError } from '../base/errors.ts'
import { ENGINE_ROLES } from '../runs/engine-record.ts'
import type { Store } from '../runs/store.ts'
import type { EngineFiles } from '../stages/engine-files.ts'
import { runFile } from './run-files.ts'

/** Files of an engine, by a run or as they were named. Throws RUN_NOT_FOUND; USAGE for a run that kept no layers. */
export function engineFilesOf(store: Store, source: EngineSource): EngineFiles {
  if (!('run' in source)) return source
  const { name } = store.runs.get(source.run)
  const layers = runFile(store, source.run, ENGINE_ROLES.layers)
  const profile = runFile(store, source.run, ENGINE_ROLES.profile)
  if (layers === null) {
    throw new QuantbenchError('USAGE', `Expected a run that kept the layers of an engine, ${name} did not`, {
      wayOut: 'Benchmark with trtexec: it keeps layers and times of every engine that it measured.',
    })
  }
  return { layers, ...(profile === null ? {} : { profile }) }
}

/** The model that a run's engine was built from: the copy that was made of it, else the file of the run. */
export function engineModelOf(
  store: Store,
  source: EngineSource | undefined,
): { path: string; sha256: string } | null {
  if (source === undefined || !('run' in source)) return null
  const copy = runFile(store, source.run, ENGINE_ROLES.model)
  const kept = store.artifacts.find(source.run, ENGINE_ROLES.model)
  if (copy !== null && kept !== undefined) return { path: copy, sha256: kept.sha256 }
  const { model } = store.runs.get(source.run)
  return model === null ? null : { path: model.path, sha256: model.sha256 }
}

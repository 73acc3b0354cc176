import { sql, type SqlBool } from 'kysely'
import { QuantbenchError } from '../base/errors.ts'
import type { EngineCache, KeptEngine } from '../stages/engine-build.ts'
import { ENGINE_ROLES } from './engine-record.ts'
import type { Store } from './store.ts'

/** Engines and timing caches that earlier runs left in the store. */
export function storedEngines(store: Store): EngineCache {
  return {
    findEngine: (key) => findEngine(store, key),
    findTimingCache: (key) => findTimingCache(store, key),
  }
}

function latestArtifact(store: Store, role: string, parameter: string, key: string) {
  const { database } = store
  const query = database.build
    .selectFrom('runs as r')
    .innerJoin('run_artifacts as l', 'l.run_id', 'r.id')
    .select(['r.id as runId', 'l.sha256'])
    .where('r.kind', '=', 'engine')
    .where('l.role', '=', role)
    .where(sql<SqlBool>`json_extract(r.parameters, ${`$.${parameter}`}) = ${key}`)
    .orderBy('r.created_at', 'desc')
    .limit(1)
  return database.first(query)
}

function findEngine(store: Store, key: string): KeptEngine | null {
  const found = latestArtifact(store, ENGINE_ROLES.engine, 'engineKey', key)
  const path = found === undefined ? null : pathIfThere(store, found.sha256)
  if (found === undefined || path === null) return null
  const buildS = store.metrics.list(found.runId).find(({ name }) => name === 'build time')?.value ?? null
  const { buildCommand } = store.runs.get(found.runId).parameters
  return { path, buildS, line: typeof buildCommand === 'string' ? buildCommand : null }
}

function findTimingCache(store: Store, key: string): string | null {
  const found = latestArtifact(store, ENGINE_ROLES.timingCache, 'timingKey', key)
  return found === undefined ? null : pathIfThere(store, found.sha256)
}

/** Content that somebody took away is built again. */
function pathIfThere(store: Store, sha256: string): string | null {
  try {
    return store.artifacts.pathOf(sha256)
  } catch (error) {
    if (error instanceof QuantbenchError && error.code === 'STORE_CORRUPT') return null
    throw error
  }
}

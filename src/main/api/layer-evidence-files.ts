import { ENGINE_ROLES } from '../runs/engine-record.ts'
import type { Run } from '../runs/run-record.ts'
import type { Store } from '../runs/store.ts'
import { quantizedRunFiles, runFile } from './run-files.ts'

/** Role of a sensitivity analysis's result. */
const SENSITIVITY_ROLE = 'sensitivity'
/** Analyses that are looked at; older ones of the same model say nothing new. */
const MOST = 20

/** Everything in the store that says something about a quantized run's layers. */
export function layerEvidenceFiles(store: Store, id: string) {
  const run = store.runs.get(id)
  return { ...quantizedRunFiles(store, id), sensitivity: analysesOf(store, run), engine: engineOf(store, id) }
}

function analysesOf(store: Store, { model }: Run) {
  if (model === null) return []
  const { runs } = store.runs.list({
    kinds: ['sensitivity'],
    statuses: ['done'],
    modelSha256: model.sha256,
    sort: { by: 'created', descending: true },
    limit: MOST,
  })
  return runs.flatMap(({ id, name }) => {
    const path = runFile(store, id, SENSITIVITY_ROLE)
    return path === null ? [] : [{ run: id, name, path }]
  })
}

/** The latest engine that was built from the run's model and whose layers were kept. */
function engineOf(store: Store, parentId: string) {
  const { runs } = store.runs.list({
    kinds: ['engine'],
    parentId,
    sort: { by: 'created', descending: true },
    limit: MOST,
  })
  for (const { id, name } of runs) {
    const layers = runFile(store, id, ENGINE_ROLES.layers)
    const profile = runFile(store, id, ENGINE_ROLES.profile)
    if (layers !== null) return { run: id, name, layers, ...(profile === null ? {} : { profile }) }
  }
  return null
}

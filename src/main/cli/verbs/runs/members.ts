import { QuantbenchError } from '../../../base/errors.ts'
import type { Run } from '../../../runs/run-record.ts'
import type { Store } from '../../../runs/store.ts'

/** Id of the group that a person means: its own, or that of a run in it. Throws RUN_NOT_FOUND, USAGE. */
export function findGroupId(store: Store, text: string): string {
  if (store.runs.list({ groupId: text, limit: 1 }).total > 0) return text
  const run = store.runs.find(text)
  if (run.groupId !== null) return run.groupId
  throw new QuantbenchError('USAGE', `Expected a run of a main job, got ${run.id} (${run.kind})`, {
    wayOut: '`quantbench runs list --kind main` shows the main jobs.',
  })
}

/** The runs of a group in the order in which they were made, the head of a main job left out. */
export function membersOf(store: Store, groupId: string): string[] {
  const { runs } = store.runs.list({ groupId, sort: { by: 'created' } })
  return runs.filter(({ kind }) => kind !== 'main').map(({ id }) => id)
}

/** The runs that a person named, each once; with `whole`, also all others of their groups. Throws RUN_NOT_FOUND. */
export function chosenRuns(store: Store, texts: readonly string[], whole: boolean): Run[] {
  const named = texts.map((text) => store.runs.find(text))
  const all = named.flatMap((run) => {
    if (!whole || run.groupId === null) return [run]
    const { runs } = store.runs.list({ groupId: run.groupId, sort: { by: 'created' } })
    return runs.map(({ id }) => store.runs.get(id))
  })
  return [...new Map(all.map((run) => [run.id, run])).values()]
}

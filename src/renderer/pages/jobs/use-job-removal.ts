import { client } from '../../engine/client.ts'
import { text } from '../../i18n/i18n.ts'
import { useJobs } from '../../stores/jobs.ts'
import { undoableDeletion } from '../../stores/undoable-deletion.ts'

const { leaving, remove } = undoableDeletion(async (ids) => {
  await client.jobs.remove({ ids })
  await useJobs().reload()
})

/** Takes jobs that have ended off the list, after a while in which it can be undone. */
export function useJobRemoval() {
  return { leaving, remove: (ids: string[]) => remove(ids, text('jobs.removed', { count: ids.length })) }
}

import { client, engine } from '../../engine/client.ts'
import { queryClient } from '../../engine/query-client.ts'
import { text } from '../../i18n/i18n.ts'
import { undoableDeletion } from '../../stores/undoable-deletion.ts'

const { leaving, remove } = undoableDeletion(async (ids) => {
  await client.runs.delete({ ids })
  await queryClient.invalidateQueries({ queryKey: engine.runs.key() })
})

/** Deletes runs after a while in which it can be undone; until then they are only hidden. */
export function useRunDeletion() {
  return { leaving, remove: (ids: string[]) => remove(ids, text('runs.deleted', { count: ids.length })) }
}

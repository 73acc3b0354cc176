import { ref } from 'vue'
import { client, engine } from '../../engine/client.ts'
import { failureOf } from '../../engine/failure.ts'
import { queryClient } from '../../engine/query-client.ts'
import { text } from '../../i18n/i18n.ts'
import { useToasts } from '../../stores/toasts.ts'

/** As long as the toast with "Undo" stands. A window that closes before keeps its runs. */
const GRACE_MS = 8000

const leaving = ref<ReadonlySet<string>>(new Set())

function without(ids: readonly string[]): ReadonlySet<string> {
  return new Set([...leaving.value].filter((id) => !ids.includes(id)))
}

/** Deletes runs after a while in which it can be undone; until then they are only hidden. */
export function useRunDeletion() {
  const toasts = useToasts()

  async function deleteNow(ids: string[]): Promise<void> {
    try {
      await client.runs.delete({ ids })
      await queryClient.invalidateQueries({ queryKey: engine.runs.key() })
    } catch (error) {
      toasts.failure(failureOf(error))
    }
    leaving.value = without(ids)
  }

  function remove(ids: string[]): void {
    leaving.value = new Set([...leaving.value, ...ids])
    const timer = setTimeout(() => void deleteNow(ids), GRACE_MS)
    const undo = () => {
      clearTimeout(timer)
      leaving.value = without(ids)
    }
    toasts.show({
      title: text('runs.deleted', { count: ids.length }),
      action: { label: text('common.undo'), run: undo },
    })
  }

  return { leaving, remove }
}

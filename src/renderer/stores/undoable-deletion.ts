import { readonly, ref } from 'vue'
import { failureOf } from '../engine/failure.ts'
import { text } from '../i18n/i18n.ts'
import { SHOWN_MS, useToasts } from './toasts.ts'

/**
 * Deletion after a while in which it can be undone: as long as its notice stands. Until then things are only hidden,
 * so a window that closes before keeps them.
 */
export function undoableDeletion(deleteNow: (ids: string[]) => Promise<void>) {
  const leaving = ref<ReadonlySet<string>>(new Set())
  const keep = (ids: readonly string[]) => {
    leaving.value = new Set([...leaving.value].filter((id) => !ids.includes(id)))
  }

  async function finish(ids: string[]): Promise<void> {
    try {
      await deleteNow(ids)
    } catch (error) {
      useToasts().failure(failureOf(error))
    }
    keep(ids)
  }

  /** @param title says what has been deleted. */
  function remove(ids: string[], title: string): void {
    leaving.value = new Set([...leaving.value, ...ids])
    const timer = setTimeout(() => void finish(ids), SHOWN_MS)
    const undo = () => {
      clearTimeout(timer)
      keep(ids)
    }
    useToasts().show({ title, action: { label: text('common.undo'), run: undo, undoes: true } })
  }

  return { leaving: readonly(leaving), remove }
}

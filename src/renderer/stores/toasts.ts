import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { FailureReport } from '../../shared/contract/failure.ts'

export interface ToastAction {
  label: string
  run: () => void
  /** Takes back what the toast tells of; a key does it too. */
  undoes?: boolean
}

export interface Toast {
  id: number
  kind: 'info' | 'done' | 'failed'
  title: string
  body: string
  action: ToastAction | null
}

interface ToastInput extends Partial<Omit<Toast, 'id'>> {
  title: string
  /** Whoever shows it closes it. */
  lasts?: boolean
}

export const SHOWN_MS = 8000
const MOST = 4

/** Short notices in the corner; what failed stays until it is closed. */
export const useToasts = defineStore('toasts', () => {
  const toasts = ref<Toast[]>([])
  let lastId = 0

  function close(id: number): void {
    toasts.value = toasts.value.filter((toast) => toast.id !== id)
  }

  function show({ kind = 'info', title, body = '', action = null, lasts = false }: ToastInput): number {
    const id = ++lastId
    toasts.value = [...toasts.value.slice(1 - MOST), { id, kind, title, body, action }]
    if (kind !== 'failed' && !lasts) setTimeout(() => close(id), SHOWN_MS)
    return id
  }

  /** Takes back the latest that can be. @returns whether there was something. */
  function undo(): boolean {
    const latest = toasts.value.findLast(({ action }) => action?.undoes === true)
    if (latest === undefined) return false
    latest.action?.run()
    close(latest.id)
    return true
  }

  function change(id: number, changes: Partial<Pick<Toast, 'title' | 'body'>>): void {
    toasts.value = toasts.value.map((toast) => (toast.id === id ? { ...toast, ...changes } : toast))
  }

  function failure({ code, message, wayOut }: FailureReport): number {
    return show({ kind: 'failed', title: `${code}: ${message}`, body: wayOut ?? '' })
  }

  return { toasts, show, change, undo, failure, close }
})

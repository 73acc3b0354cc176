import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { FailureReport } from '../../shared/contract/failure.ts'

export interface ToastAction {
  label: string
  run: () => void
}

export interface Toast {
  id: number
  kind: 'info' | 'done' | 'failed'
  title: string
  body: string
  action: ToastAction | null
}

type ToastInput = Partial<Omit<Toast, 'id'>> & { title: string }

const SHOWN_MS = 8000
const MOST = 4

/** Short notices in the corner; what failed stays until it is closed. */
export const useToasts = defineStore('toasts', () => {
  const toasts = ref<Toast[]>([])
  let lastId = 0

  function close(id: number): void {
    toasts.value = toasts.value.filter((toast) => toast.id !== id)
  }

  function show({ kind = 'info', title, body = '', action = null }: ToastInput): number {
    const id = ++lastId
    toasts.value = [...toasts.value.slice(1 - MOST), { id, kind, title, body, action }]
    if (kind !== 'failed') setTimeout(() => close(id), SHOWN_MS)
    return id
  }

  function failure({ code, message, wayOut }: FailureReport): number {
    return show({ kind: 'failed', title: `${code}: ${message}`, body: wayOut ?? '' })
  }

  return { toasts, show, failure, close }
})

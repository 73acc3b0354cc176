import { readonly, ref } from 'vue'
import { SOCKET_PATH } from '../../shared/contract/contract.ts'
import { ReconnectingSocket, type SocketState } from './reconnecting-socket.ts'

/** `signed-out`: the engine is there, but was started anew and no longer knows this window. */
export type ConnectionState = SocketState | 'signed-out'

const state = ref<ConnectionState>('connecting')
const retryAt = ref<number | null>(null)
const listeners = new Set<() => void>()
let times = 0

/** So many attempts fail before the engine is asked by HTTP whether it still knows this window. */
const SUSPICIOUS_FAILURES = 2

async function askWhetherSignedOut(): Promise<void> {
  try {
    const { status } = await fetch('/', { cache: 'no-store' })
    if (status === 401 || status === 403) state.value = 'signed-out'
  } catch {
    // Nobody there: the attempts go on.
  }
}

function onState(next: SocketState, failures: number, at: number | null): void {
  retryAt.value = at
  if (state.value !== 'signed-out' || next === 'open') state.value = next
  if (next === 'open' && times++ > 0) for (const listener of listeners) listener()
  if (failures >= SUSPICIOUS_FAILURES && at !== null) void askWhetherSignedOut()
}

const { protocol, host } = window.location

/** The one WebSocket of this window. */
export const socket = new ReconnectingSocket(
  `${protocol === 'https:' ? 'wss' : 'ws'}://${host}${SOCKET_PATH}`,
  { onState },
)

/** Whether the engine can be reached, for everybody to see. */
export const connection = {
  state: readonly(state),
  /** When the next attempt is made; null while one is under way. */
  retryAt: readonly(retryAt),
  retry: () => socket.retry(),
}

/** Calls `listener` whenever the connection is back after it was lost. @returns what takes it away again. */
export function onReconnect(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

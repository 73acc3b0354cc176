import { WebSocket } from 'ws'

type Data = Parameters<WebSocket['send']>[0]
type Sent = (error?: Error) => void
type SendOptions = Exclude<Parameters<WebSocket['send']>[1], Sent | undefined>

/**
 * A WebSocket that does not queue without end for a client that does not read: when more than `outgoingBytes` wait,
 * the client is dropped. It can connect again and ask for the present state; a queue in memory would only make what
 * it gets older.
 */
export class BoundedSocket extends WebSocket {
  outgoingBytes = Number.POSITIVE_INFINITY

  override send(data: Data, second?: SendOptions | Sent, third?: Sent): void {
    const options = typeof second === 'function' ? {} : (second ?? {})
    super.send(data, options, typeof second === 'function' ? second : third)
    if (this.bufferedAmount > this.outgoingBytes) this.terminate()
  }
}

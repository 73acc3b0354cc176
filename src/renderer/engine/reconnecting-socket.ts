import { backoffMs } from './backoff.ts'

export type SocketState = 'connecting' | 'open' | 'lost'

/** What the socket tells about itself. */
export interface SocketListener {
  /** `retryAt`: when the next attempt is made, milliseconds since 1970; null while one is under way or none is needed. */
  onState: (state: SocketState, failures: number, retryAt: number | null) => void
}

/**
 * A WebSocket that comes back. Between connections it claims to be connecting, so that calls made then wait for the
 * next one instead of failing; calls under way when a connection ends fail, because nobody knows how far they got.
 */
export class ReconnectingSocket extends EventTarget {
  private readonly url: string
  private readonly listener: SocketListener
  private socket: WebSocket | null = null
  private timer: ReturnType<typeof setTimeout> | undefined
  private failures = 0
  private wasOpen = false
  private closed = false

  constructor(url: string, listener: SocketListener) {
    super()
    this.url = url
    this.listener = listener
    this.connect()
  }

  get readyState(): 0 | 1 | 2 | 3 {
    if (this.closed) return WebSocket.CLOSED
    return this.socket?.readyState === WebSocket.OPEN ? WebSocket.OPEN : WebSocket.CONNECTING
  }

  send(data: string | Blob | BufferSource): void {
    this.socket?.send(data)
  }

  /** Tries now instead of waiting for the next attempt. */
  retry(): void {
    if (this.timer === undefined) return
    clearTimeout(this.timer)
    this.connect()
  }

  /** Ends it for good. */
  close(): void {
    this.closed = true
    clearTimeout(this.timer)
    this.socket?.close()
    this.dispatchEvent(new Event('close'))
  }

  private connect(): void {
    this.timer = undefined
    this.listener.onState(this.wasOpen ? 'lost' : 'connecting', this.failures, null)
    const socket = new WebSocket(this.url)
    socket.binaryType = 'arraybuffer'
    this.socket = socket
    socket.addEventListener('open', () => this.opened())
    socket.addEventListener('message', ({ data }: MessageEvent) => {
      this.dispatchEvent(new MessageEvent('message', { data }))
    })
    socket.addEventListener('close', () => this.ended(socket), { once: true })
  }

  private opened(): void {
    this.failures = 0
    this.wasOpen = true
    this.listener.onState('open', 0, null)
    this.dispatchEvent(new Event('open'))
  }

  private ended(socket: WebSocket): void {
    if (this.closed || socket !== this.socket) return
    const first = this.failures === 0
    this.socket = null
    this.failures += 1
    const delay = backoffMs(this.failures)
    this.timer = setTimeout(() => this.connect(), delay)
    this.listener.onState(this.wasOpen ? 'lost' : 'connecting', this.failures, Date.now() + delay)
    // Only a connection that was there can have calls under way; later failures leave waiting calls waiting.
    if (first && this.wasOpen) this.dispatchEvent(new Event('close'))
  }
}

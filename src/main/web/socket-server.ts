import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { BoundedSocket } from './bounded-socket.ts'
import type { WebLimits } from './limits.ts'
import { TOO_MANY_SOCKETS } from './refusal.ts'
import { refuseUpgrade } from './reply.ts'

/** What handles a WebSocket whose client has shown the token; set listeners before returning. */
export type Attach = (socket: BoundedSocket) => void

export interface SocketServer {
  /** Takes over a connection that passed the gate. */
  upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  /** Open WebSockets. */
  count: () => number
  /** Says goodbye to all (1001) and ends them. */
  close: () => void
}

interface SocketServerOptions {
  limits: WebLimits
  attach: Attach
  /** Told of a handler that threw, and of clients that broke the protocol. */
  onTrouble: (what: string, error: unknown) => void
}

const GOING_AWAY = 1001
const INTERNAL_ERROR = 1011

function createServer(limits: WebLimits) {
  const options = {
    noServer: true,
    WebSocket: BoundedSocket,
    maxPayload: limits.messageBytes,
    closeTimeout: limits.closeMs,
    // Compression would let a few bytes unfold into megabytes, and loopback has no need of it.
    perMessageDeflate: false,
    handleProtocols: () => false as const,
  }
  return new WebSocketServer(options)
}

/** Drops sockets that gave no sign of life since the last beat, and asks the others for one. */
function startHeartbeat(server: ReturnType<typeof createServer>, everyMs: number) {
  const alive = new WeakSet<BoundedSocket>()
  const timer = setInterval(() => {
    for (const socket of server.clients) {
      if (!alive.delete(socket)) socket.terminate()
      else if (socket.readyState === socket.OPEN) socket.ping()
    }
  }, everyMs)
  timer.unref()
  const watch = (socket: BoundedSocket) => {
    const sign = () => void alive.add(socket)
    sign()
    for (const event of ['pong', 'ping', 'message']) socket.on(event, sign)
  }
  return { watch, stop: () => clearInterval(timer) }
}

/**
 * WebSockets with limits: message size, number, what may wait to be sent, and a heartbeat. A client that breaks the
 * protocol loses its own socket and nothing else.
 */
export function createSocketServer({ limits, attach, onTrouble }: SocketServerOptions): SocketServer {
  const server = createServer(limits)
  const heartbeat = startHeartbeat(server, limits.heartbeatMs)

  const welcome = (socket: BoundedSocket) => {
    socket.outgoingBytes = limits.outgoingBytes
    socket.on('error', (error) => onTrouble('A WebSocket client broke the protocol', error))
    heartbeat.watch(socket)
    try {
      attach(socket)
    } catch (error) {
      onTrouble('A WebSocket could not be attached', error)
      socket.close(INTERNAL_ERROR)
    }
  }

  return {
    upgrade: (request, socket, head) => {
      if (server.clients.size >= limits.sockets) refuseUpgrade(socket, TOO_MANY_SOCKETS)
      else server.handleUpgrade(request, socket, head, welcome)
    },
    count: () => server.clients.size,
    close: () => {
      heartbeat.stop()
      server.close()
      for (const socket of server.clients) {
        socket.close(GOING_AWAY)
        // Not waiting for an answer: the goodbye is on its way, and shutting down must not depend on a client.
        setImmediate(() => socket.terminate())
      }
    },
  }
}

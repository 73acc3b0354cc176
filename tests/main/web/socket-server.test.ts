import { IncomingMessage } from 'node:http'
import { connect, Socket } from 'node:net'
import { duplexPair } from 'node:stream'
import { afterEach, describe, expect, it } from 'vitest'
import { seededRandom } from '../../../src/main/base/random.ts'
import type { BoundedSocket } from '../../../src/main/web/bounded-socket.ts'
import { DEFAULT_LIMITS } from '../../../src/main/web/limits.ts'
import { createSocketServer, type SocketServer } from '../../../src/main/web/socket-server.ts'
import { frame, garbage, malformedFrame } from './malformed-frames.ts'
import {
  closed,
  echo,
  exchange,
  get,
  openSocket,
  untilClosed,
  upgradeHead,
  useWebHost,
  type WebFixture,
} from './web-fixture.ts'

/** Opens a connection, sends the upgrade and some bytes in one piece, and hangs up. */
async function throwAt(fixture: WebFixture, bytes: Buffer): Promise<Buffer> {
  const socket = connect(fixture.host.port, '127.0.0.1')
  const received = untilClosed(socket)
  socket.end(Buffer.concat([Buffer.from(upgradeHead(fixture)), bytes]))
  return received
}

/** An upgrade request as it comes from the gate, and the server's end of a connection in memory that hangs up. */
function upgradeInMemory(server: SocketServer, bytes: Buffer): void {
  const [near, far] = duplexPair()
  const request = new IncomingMessage(new Socket())
  request.method = 'GET'
  request.headers = {
    upgrade: 'websocket',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'sec-websocket-version': '13',
  }
  near.resume()
  near.end()
  server.upgrade(request, far, bytes)
}

describe('createSocketServer', () => {
  it('survives 10,000 random malformed frames, and delivers none of them', async () => {
    const tally = { attached: 0, messages: 0, closed: 0, troubles: 0 }
    const server = createSocketServer({
      limits: { ...DEFAULT_LIMITS, messageBytes: 100_000 },
      attach: (socket) => {
        tally.attached++
        socket.on('message', () => tally.messages++)
        socket.on('close', () => tally.closed++)
      },
      onTrouble: () => tally.troubles++,
    })
    const random = seededRandom(20)
    for (let thrown = 0; thrown < 10_000; thrown += 100) {
      for (let i = 0; i < 100; i++) upgradeInMemory(server, malformedFrame(random))
      while (server.count() > 0) await new Promise((resolve) => setImmediate(resolve))
    }
    expect(tally).toEqual({ attached: 10_000, messages: 0, closed: 10_000, troubles: 10_000 })
    server.close()
  })
})

describe('clients that break the protocol', () => {
  const tally = { attached: 0, messages: 0, closed: 0 }
  const fixture = useWebHost({
    attach: (socket) => {
      tally.attached++
      socket.on('close', () => tally.closed++)
      socket.on('message', (message) => {
        tally.messages++
        socket.send(String(message))
      })
    },
    limits: { messageBytes: 100_000 },
  })

  async function throwMany(count: number, make: () => Buffer) {
    const frames = Array.from({ length: count }, make)
    const next = async (): Promise<void> => {
      for (let bytes = frames.pop(); bytes !== undefined; bytes = frames.pop()) {
        const answer = await throwAt(fixture(), bytes)
        expect(answer.toString('latin1', 0, 12)).toBe('HTTP/1.1 101')
      }
    }
    await Promise.all(Array.from({ length: 32 }, next))
  }

  it('lose their own socket in 2,000 random ways over the network, and nothing else', async () => {
    const bystander = await openSocket(fixture())
    expect(await echo(bystander, 'before')).toBe('before')
    Object.assign(tally, { attached: 0, messages: 0, closed: 0 })

    const random = seededRandom(21)
    await throwMany(1500, () => malformedFrame(random))
    expect(tally).toEqual({ attached: 1500, messages: 0, closed: 1500 })
    await throwMany(500, () => garbage(random))
    expect(tally).toMatchObject({ attached: 2000, closed: 2000 })

    expect(await echo(bystander, 'after')).toBe('after')
    expect((await get(fixture(), '/')).status).toBe(200)
    bystander.terminate()
  })

  it('are told why: a protocol error, or too large a message, in one piece or in many', async () => {
    const closeCode = (answer: Buffer) => answer.readUInt16BE(answer.indexOf('\r\n\r\n') + 6)
    expect(closeCode(await throwAt(fixture(), frame(0x83, Buffer.alloc(3))))).toBe(1002)
    expect(closeCode(await throwAt(fixture(), frame(0x81, Buffer.of(0xff))))).toBe(1007)
    expect(closeCode(await throwAt(fixture(), frame(0x82, Buffer.alloc(100_001))))).toBe(1009)
    const pieces = [frame(0x02, Buffer.alloc(60_000)), frame(0x80, Buffer.alloc(60_000))]
    expect(closeCode(await throwAt(fixture(), Buffer.concat(pieces)))).toBe(1009)
    const socket = await openSocket(fixture())
    socket.send(Buffer.alloc(100_001))
    expect(await closed(socket)).toBe(1009)
  })

  it('cannot negotiate compression', async () => {
    const lines = ['Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits']
    const socket = connect(fixture().host.port, '127.0.0.1')
    const received = untilClosed(socket)
    socket.end(upgradeHead(fixture(), { lines }))
    expect((await received).toString('latin1').toLowerCase()).not.toContain('deflate')
  })
})

describe('clients that do not read', () => {
  const LIMIT = 1_000_000
  const MESSAGE = Buffer.alloc(100_000)
  const served: BoundedSocket[] = []
  let mostWaiting = 0
  const fixture = useWebHost({
    attach: (socket) => {
      served.push(socket)
      socket.on('message', () => {
        const pump = () => {
          if (socket.readyState !== socket.OPEN) return
          socket.send(MESSAGE)
          mostWaiting = Math.max(mostWaiting, socket.bufferedAmount)
          setImmediate(pump)
        }
        pump()
      })
    },
    limits: { outgoingBytes: LIMIT },
  })

  it('are dropped when too much waits for them', async () => {
    const { host } = fixture()
    const socket = connect(host.port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(Buffer.concat([Buffer.from(upgradeHead(fixture())), frame(0x81, Buffer.from('go'))]))
    while (served.length === 0) await new Promise((resolve) => setImmediate(resolve))
    await new Promise((resolve) => served[0].once('close', resolve))
    expect(mostWaiting).toBeGreaterThan(LIMIT / 2)
    expect(mostWaiting).toBeLessThan(LIMIT + 2 * MESSAGE.length)
    expect((await get(fixture(), '/')).status).toBe(200)
    socket.destroy()
  })

  it('cannot fill memory with pongs either', async () => {
    served.length = 0
    const socket = connect(fixture().host.port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(upgradeHead(fixture()))
    while (served.length === 0) await new Promise((resolve) => setImmediate(resolve))
    const pings = Buffer.concat(Array.from({ length: 2000 }, () => frame(0x89, Buffer.alloc(125))))
    let dropped = false
    served[0].once('close', () => {
      dropped = true
    })
    while (!dropped) {
      if (socket.writable && !socket.writableNeedDrain) socket.write(pings)
      expect(served[0].bufferedAmount).toBeLessThan(LIMIT)
      await new Promise((resolve) => setImmediate(resolve))
    }
    socket.destroy()
  })
})

describe('clients that fall silent', () => {
  const fixture = useWebHost({ limits: { heartbeatMs: 100 } })

  it('are dropped, and those that answer are kept', async () => {
    const lively = await openSocket(fixture())
    const silent = connect(fixture().host.port, '127.0.0.1')
    silent.write(upgradeHead(fixture()))
    const received = await untilClosed(silent)
    expect(received.toString('latin1')).toContain('101 Switching')
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(await echo(lively, 'still here')).toBe('still here')
    lively.terminate()
  })
})

describe('many clients', () => {
  const fixture = useWebHost({ limits: { sockets: 60 } })
  afterEach(async () => {
    expect((await get(fixture(), '/')).status).toBe(200)
  })

  it('sixty at once are served, the next is told so, and leaving makes room', async () => {
    const sockets = await Promise.all(Array.from({ length: 60 }, () => openSocket(fixture())))
    const answers = await Promise.all(sockets.map((socket, index) => echo(socket, `client ${index}`)))
    expect(answers).toEqual(sockets.map((_, index) => `client ${index}`))
    const refused = await exchange(fixture().host.port, upgradeHead(fixture()))
    expect(refused.status).toBe(503)
    expect(refused.body).toContain('Close one')
    const gone = sockets.map(closed)
    for (const socket of sockets) socket.close()
    await Promise.all(gone)
    const next = await openSocket(fixture())
    expect(await echo(next, 'room')).toBe('room')
    next.terminate()
  })
})

describe('a handler that throws', () => {
  const fixture = useWebHost({
    attach: () => {
      throw new Error('broken handler')
    },
  })

  it('costs that socket only', async () => {
    const socket = await openSocket(fixture())
    expect(await closed(socket)).toBe(1011)
    expect((await get(fixture(), '/')).status).toBe(200)
  })
})

describe('connections', () => {
  const fixture = useWebHost({ limits: { connections: 8 } })

  it('beyond the limit are closed, and room is made again', async () => {
    const { host } = fixture()
    const open = (): Promise<Socket> =>
      new Promise((resolve) => {
        const socket = connect(host.port, '127.0.0.1', () => resolve(socket))
      })
    const held = await Promise.all(Array.from({ length: 8 }, open))
    expect((await get(fixture(), '/')).status).toBe(0)
    for (const socket of held) socket.destroy()
    let status = 0
    while (status === 0) status = (await get(fixture(), '/')).status
    expect(status).toBe(200)
  })
})

import { connect, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { get, parseAnswer, untilClosed, useWebHost } from './web-fixture.ts'

const fixture = useWebHost({ limits: { headersMs: 300, keepAliveMs: 200, checkMs: 30 } })

/** Writes one byte at a time until the other side has had enough. */
function drip(socket: Socket, text: string): Promise<Buffer> {
  const received = untilClosed(socket)
  let index = 0
  const timer = setInterval(() => {
    if (socket.writable) socket.write(text[index++ % text.length])
  }, 20)
  return received.finally(() => clearInterval(timer))
}

describe('slow clients', () => {
  it('that drip headers are closed, a hundred of them, while others are served', async () => {
    const { host, authority, cookie } = fixture()
    const start = `GET / HTTP/1.1\r\nHost: ${authority}\r\nCookie: ${cookie}\r\n`
    const slow = Array.from({ length: 100 }, () => {
      const socket = connect(host.port, '127.0.0.1')
      socket.write(start)
      return drip(socket, 'X-Slow: 1\r\n')
    })
    expect((await get(fixture(), '/')).status).toBe(200)
    for (const answer of await Promise.all(slow)) expect([0, 408]).toContain(parseAnswer(answer).status)
    expect((await get(fixture(), '/')).status).toBe(200)
  })

  it('that drip an upgrade are closed', async () => {
    const { host, authority } = fixture()
    const socket = connect(host.port, '127.0.0.1')
    socket.write(`GET /socket HTTP/1.1\r\nHost: ${authority}\r\nUpgrade: websocket\r\n`)
    expect([0, 408]).toContain(parseAnswer(await drip(socket, 'A: b\r\n')).status)
  })

  it('that say nothing at all are closed', async () => {
    const received = await untilClosed(connect(fixture().host.port, '127.0.0.1'))
    expect([0, 408]).toContain(parseAnswer(received).status)
  })

  it('that keep an answered connection open are closed', async () => {
    const { host, authority, cookie } = fixture()
    const socket = connect(host.port, '127.0.0.1')
    socket.write(`GET / HTTP/1.1\r\nHost: ${authority}\r\nCookie: ${cookie}\r\n\r\n`)
    expect(parseAnswer(await untilClosed(socket)).status).toBe(200)
  })

  it('that announce a body and never send it are refused at once', async () => {
    const { host, authority, cookie } = fixture()
    const socket = connect(host.port, '127.0.0.1')
    socket.write(
      `GET / HTTP/1.1\r\nHost: ${authority}\r\nCookie: ${cookie}\r\nContent-Length: 1000000\r\n\r\n`,
    )
    expect(parseAnswer(await untilClosed(socket)).status).toBe(413)
  })
})

import { afterEach, describe, expect, it } from 'vitest'
import { createToken } from '../../../src/main/web/token.ts'
import { cookieValues } from '../../../src/main/web/session-cookie.ts'
import {
  echo,
  exchange,
  get,
  INDEX,
  openSocket,
  upgradeHead,
  useWebHost,
  type RawAnswer,
} from './web-fixture.ts'

const fixture = useWebHost()

/** The page for strangers: nothing but how to get in. */
function expectStranger(answer: RawAnswer) {
  expect(answer.status).toBe(401)
  expect(answer.body).toMatch(/Copy the whole address that the engine printed/)
  expect(answer.body).not.toContain(fixture().token)
  expect(answer.body + answer.head).not.toMatch(/html|set-cookie|script-src|access-control/i)
}

afterEach(async () => {
  expect((await get(fixture(), '/')).status).toBe(200)
})

/** Spellings of a token that are not the token. */
function wrongTokens(token: string): [string, string][] {
  const flipped = token.startsWith('A') ? `B${token.slice(1)}` : `A${token.slice(1)}`
  return [
    ['wrong', createToken()],
    ['one character off', flipped],
    ['too short', token.slice(0, -1)],
    ['too long', `${token}A`],
    ['twice', token + token],
    ['very long', 'A'.repeat(4000)],
    ['empty', ''],
    ['lower case', token.toLowerCase()],
    ['padded', `${token}%3D`],
    ['with a NUL', `${token}%00`],
    ['with a space', `%20${token}`],
    ['an array', `${createToken()}&token=${token}`],
    ['the word', 'undefined'],
  ]
}

describe('signing in', () => {
  it('gives a random token of 256 bits', () => {
    expect(Buffer.from(fixture().token, 'base64url')).toHaveLength(32)
    expect(new Set(Array.from({ length: 100 }, createToken)).size).toBe(100)
  })

  it('exchanges the token in the address for a cookie, and then wants the cookie only', async () => {
    const { token, host } = fixture()
    const first = await get(fixture(), `/?token=${token}`, { cookie: '' })
    expect(first.status).toBe(302)
    expect(first.head).toMatch(/\r\nlocation: \/(\r\n|$)/)
    expect(first.head).toContain(
      `set-cookie: quantbench-${host.port}=${token.toLowerCase()}; path=/; httponly; samesite=strict`,
    )
    expect((await get(fixture(), '/')).body).toBe(INDEX)
  })

  it('lets nobody in without a token, and tells nothing', async () => {
    for (const target of [
      '/',
      '/index.html',
      '/assets/index-CQDD2p2P.js',
      '/files?path=/etc/passwd',
      '/nothing.js',
    ]) {
      expectStranger(await get(fixture(), target, { cookie: '' }))
    }
  })

  it('refuses every wrong token, in the address and in the cookie', async () => {
    for (const [what, token] of wrongTokens(fixture().token)) {
      expectStranger(await get(fixture(), `/?token=${token}`, { cookie: '' }))
      const name = `quantbench-${fixture().host.port}`
      if (what !== 'an array') expectStranger(await get(fixture(), '/', { cookie: `${name}=${token}` }))
    }
  })

  it('takes the token from no other place', async () => {
    const { token, host } = fixture()
    const none = { cookie: '' }
    expectStranger(await get(fixture(), `/index.html?token=${token}`, none))
    expectStranger(await get(fixture(), `/#token=${token}`, none))
    expectStranger(await get(fixture(), '/', { cookie: '', lines: [`Authorization: Bearer ${token}`] }))
    expectStranger(await get(fixture(), '/', { cookie: '', lines: [`X-Token: ${token}`] }))
    expectStranger(await get(fixture(), '/', { cookie: `quantbench-${host.port + 1}=${token}` }))
    expectStranger(await get(fixture(), '/', { cookie: `x=quantbench-${host.port}=${token}` }))
    expectStranger(await get(fixture(), '/', { cookie: `QUANTBENCH-${host.port}=${token}` }))
  })

  it('is not locked out by a cookie of the same name from another service on this machine', async () => {
    const { cookie, host } = fixture()
    const tossed = `quantbench-${host.port}=planted; ${cookie}; other=1`
    expect((await get(fixture(), '/', { cookie: tossed })).status).toBe(200)
    expect(cookieValues(' a=1 ;b=2;a=3=4; a', 'a')).toEqual(['1', '3=4'])
    expect(cookieValues(undefined, 'a')).toEqual([])
  })
})

const port = () => fixture().host.port

/** Names that resolve to this machine, or that a page can make resolve to it, and spellings that browsers fold. */
const FOREIGN_HOSTS: [string, () => string][] = [
  ['a foreign name', () => `evil.example:${port()}`],
  ['a name made of the address', () => `127.0.0.1.nip.io:${port()}`],
  ['a subdomain', () => `localhost.evil.example:${port()}`],
  ['localhost below a name', () => `evil.localhost:${port()}`],
  ['a trailing dot', () => `localhost.:${port()}`],
  ['no port', () => '127.0.0.1'],
  ['another port', () => `127.0.0.1:${port() + 1}`],
  ['HTTP’s port', () => 'localhost:80'],
  ['IPv6', () => `[::1]:${port()}`],
  ['IPv6-mapped', () => `[::ffff:127.0.0.1]:${port()}`],
  ['all addresses', () => `0.0.0.0:${port()}`],
  ['a short form', () => `127.1:${port()}`],
  ['a decimal form', () => `2130706433:${port()}`],
  ['an octal form', () => `0177.0.0.1:${port()}`],
  ['another loopback address', () => `127.0.0.2:${port()}`],
  ['a user part', () => `127.0.0.1:${port()}@evil.example`],
  ['a user part in front', () => `evil.example@127.0.0.1:${port()}`],
  ['a list', () => `127.0.0.1:${port()}, evil.example`],
  ['a path', () => `127.0.0.1:${port()}/`],
  ['nothing', () => ''],
]

describe('Host', () => {
  it('answers under its own two names', async () => {
    for (const host of [`127.0.0.1:${port()}`, `localhost:${port()}`, `LocalHost:${port()}`]) {
      expect((await get(fixture(), '/', { host })).status).toBe(200)
    }
  })

  it.each(FOREIGN_HOSTS)('refuses %s, with the right cookie and token', async (_, host) => {
    const page = await get(fixture(), '/', { host: host() })
    expect([400, 403]).toContain(page.status)
    const entry = await get(fixture(), `/?token=${fixture().token}`, { host: host() })
    expect([400, 403]).toContain(entry.status)
    expect(entry.head).not.toContain('set-cookie')
    const socket = await exchange(port(), upgradeHead(fixture(), { host: host() }))
    expect([400, 403]).toContain(socket.status)
  })

  it('refuses two hosts, no host, and a host in the request line', async () => {
    const { authority } = fixture()
    expect((await get(fixture(), '/', { lines: ['Host: evil.example'] })).status).toBe(403)
    const bare = `GET / HTTP/1.1\r\nCookie: ${fixture().cookie}\r\nConnection: close\r\n\r\n`
    expect((await exchange(port(), bare)).status).toBe(400)
    const old = `GET / HTTP/1.0\r\nCookie: ${fixture().cookie}\r\n\r\n`
    expect((await exchange(port(), old)).status).toBe(403)
    expect((await get(fixture(), 'http://evil.example/')).status).toBe(400)
    expect((await get(fixture(), `http://${authority}/`)).status).toBe(400)
    expect(
      (await get(fixture(), '/', { host: 'evil.example', lines: [`X-Forwarded-Host: ${authority}`] })).status,
    ).toBe(403)
  })
})

const FOREIGN_ORIGINS: [string, () => string | undefined][] = [
  ['none', () => undefined],
  ['a foreign page', () => 'http://evil.example'],
  ['an opaque page', () => 'null'],
  ['a file', () => 'file://'],
  ['another port', () => `http://127.0.0.1:${port() + 1}`],
  ['no port', () => 'http://127.0.0.1'],
  ['its other name', () => `http://localhost:${port()}`],
  ['another scheme', () => `https://127.0.0.1:${port()}`],
  ['a WebSocket scheme', () => `ws://127.0.0.1:${port()}`],
  ['a longer name', () => `http://127.0.0.1:${port()}.evil.example`],
  ['a user part', () => `http://127.0.0.1:${port()}@evil.example`],
  ['a path', () => `http://127.0.0.1:${port()}/`],
  ['a list', () => `http://127.0.0.1:${port()}, http://evil.example`],
  ['an extension', () => 'chrome-extension://abcdefghijklmnop'],
  ['nothing', () => ''],
]

describe('Origin', () => {
  it.each(FOREIGN_ORIGINS)('refuses a WebSocket from %s, with the right cookie', async (_, origin) => {
    const answer = await exchange(port(), upgradeHead(fixture(), { origin: origin() }))
    expect(answer.status).toBe(403)
  })

  it('refuses two origins', async () => {
    const lines = [`Origin: http://evil.example`]
    expect((await exchange(port(), upgradeHead(fixture(), { lines }))).status).toBe(403)
  })

  it.each(FOREIGN_ORIGINS.slice(1))('refuses requests from %s', async (_, origin) => {
    const lines = [`Origin: ${origin() ?? ''}`]
    expect((await get(fixture(), '/', { lines })).status).toBe(403)
    expect((await get(fixture(), '/', { lines, method: 'HEAD' })).status).toBe(403)
    expect((await get(fixture(), '/', { lines, method: 'OPTIONS' })).status).toBe(403)
  })

  it('takes its own', async () => {
    const lines = [`Origin: http://${fixture().authority}`]
    expect((await get(fixture(), '/', { lines })).status).toBe(200)
    const socket = await openSocket(fixture())
    expect(await echo(socket, 'hello')).toBe('hello')
    socket.terminate()
  })

  it('refuses what another page embeds or fetches, and lets its links through', async () => {
    const fetched = (site: string, mode: string, dest: string) => [
      `Sec-Fetch-Site: ${site}`,
      `Sec-Fetch-Mode: ${mode}`,
      `Sec-Fetch-Dest: ${dest}`,
    ]
    const status = async (lines: string[]) => (await get(fixture(), '/', { lines })).status
    expect(await status(fetched('cross-site', 'no-cors', 'image'))).toBe(403)
    expect(await status(fetched('same-site', 'no-cors', 'script'))).toBe(403)
    expect(await status(fetched('same-site', 'cors', 'empty'))).toBe(403)
    expect(await status(fetched('cross-site', 'navigate', 'iframe'))).toBe(403)
    expect(await status(fetched('cross-site', 'navigate', 'document'))).toBe(200)
    expect(await status(fetched('none', 'navigate', 'document'))).toBe(200)
    expect(await status(fetched('same-origin', 'cors', 'empty'))).toBe(200)
  })
})

describe('a WebSocket', () => {
  it('is refused without the token and under other paths', async () => {
    const name = `quantbench-${port()}`
    const status = async (request: Parameters<typeof upgradeHead>[1]) =>
      (await exchange(port(), upgradeHead(fixture(), request))).status
    expect(await status({ cookie: '' })).toBe(401)
    for (const [, token] of wrongTokens(fixture().token)) {
      if (!token.includes('&')) expect(await status({ cookie: `${name}=${token}` })).toBe(401)
    }
    expect(await status({ cookie: '', target: `/socket?token=${fixture().token}` })).toBe(401)
    expect(await status({ target: '/' })).toBe(404)
    expect(await status({ target: '/socket/../socket' })).toBe(404)
    expect(await status({ target: '/socket', lines: ['Sec-Fetch-Site: cross-site'] })).toBe(403)
  })

  it('is refused with a broken handshake', async () => {
    const good = upgradeHead(fixture())
    for (const bad of [
      good.replace('Version: 13', 'Version: 99'),
      good.replace(/Sec-WebSocket-Key: .*\r\n/, ''),
      good.replace('dGhlIHNhbXBsZSBub25jZQ==', 'short'),
      good.replace('Upgrade: websocket', 'Upgrade: h2c'),
    ]) {
      expect(bad).not.toBe(good)
      expect([400, 426]).toContain((await exchange(port(), bad)).status)
    }
  })
})

describe('methods and sizes', () => {
  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'])(
    'refuses %s',
    async (method) => {
      const answer = await get(fixture(), '/', { method })
      expect(answer.status).toBe(405)
      expect(answer.head).toContain('allow: get, head')
      expect(answer.head).not.toContain('access-control')
    },
  )

  it('refuses CONNECT and what is no HTTP by closing', async () => {
    expect((await get(fixture(), 'evil.example:443', { method: 'CONNECT' })).status).not.toBe(200)
    expect((await exchange(port(), Buffer.from([0x16, 3, 1, 0, 5, 1, 2, 3, 4, 5]))).status).toBe(400)
    expect((await exchange(port(), 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')).status).toBe(400)
  })

  it('refuses bodies, however they are announced', async () => {
    for (const lines of [['Content-Length: 5'], ['Transfer-Encoding: chunked']]) {
      expect((await get(fixture(), '/', { lines })).status).toBe(413)
    }
    const smuggled = ['Content-Length: 5', 'Transfer-Encoding: chunked']
    expect((await get(fixture(), '/', { lines: smuggled })).status).toBe(400)
    expect((await get(fixture(), '/', { lines: ['Content-Length: -1'] })).status).toBe(400)
  })

  it('refuses oversized addresses and headers', async () => {
    expect((await get(fixture(), `/${'a'.repeat(9000)}`)).status).toBe(414)
    expect((await get(fixture(), `/${'a'.repeat(100_000)}`)).status).toBe(431)
    expect((await get(fixture(), '/', { lines: [`X-Long: ${'a'.repeat(100_000)}`] })).status).toBe(431)
    const many = Array.from({ length: 3000 }, (_, index) => `X-${index}: ${index}`)
    expect((await get(fixture(), '/', { lines: many })).status).toBe(431)
  })
})

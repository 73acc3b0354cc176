import { Writable } from 'node:stream'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { createRedactor } from '../../../src/main/web/redact.ts'
import { createToken } from '../../../src/main/web/token.ts'
import { exchange, get, startFixture, stopFixture, upgradeHead } from './web-fixture.ts'

/** Collects what a logger writes. */
function memory(): { lines: () => string; stream: Writable } {
  let text = ''
  const stream = new Writable({
    write(chunk, _, done) {
      text += String(chunk)
      done()
    },
  })
  return { lines: () => text, stream }
}

const token = createToken()

describe('createRedactor', () => {
  it('takes the token out of text in every spelling', () => {
    const redact = createRedactor([token, '', 'a b']).text
    expect(redact(`open http://127.0.0.1:1/?token=${token} now`)).toBe(
      'open http://127.0.0.1:1/?token=[redacted] now',
    )
    expect(redact(`x${token}y`)).toBe('x[redacted]y')
    expect(redact(Buffer.from(token).toString('base64'))).toBe('[redacted]')
    expect(redact('a%20b, a b')).toBe('[redacted], [redacted]')
    expect(redact('nothing to hide')).toBe('nothing to hide')
  })

  it('takes out whatever stands in the token’s place, right or wrong', () => {
    const redact = createRedactor([token]).text
    expect(redact('/?a=1&token=abc&b=2')).toBe('/?a=1&token=[redacted]&b=2')
    expect(redact('Cookie: quantbench-8080=abc; other=1')).toBe('Cookie: quantbench-8080=[redacted]; other=1')
    expect(redact(`GET /?token=${token.slice(0, 20)}`)).toBe('GET /?token=[redacted]')
  })

  it('keeps a logger’s lines valid JSON without the token, whatever is logged', () => {
    const { lines, stream } = memory()
    const log = pino({ level: 'trace', ...createRedactor([token]).loggerOptions }, stream)
    const error = Object.assign(new Error(`bad ${token}`, { cause: new Error(token) }), {
      code: 'HPE_INVALID',
      rawPacket: Buffer.from(`GET /?token=${token}`),
    })
    log.info(`started at http://127.0.0.1/?token=${token}`)
    log.info({ headers: { cookie: `quantbench-1=${token}` }, [token]: 1 }, 'headers')
    log.error(error)
    log.error({ error, list: [[token]], when: new Date(0) }, 'nested')
    log.warn({ raw: Buffer.from(token), bytes: new Uint8Array(Buffer.from(token)) })
    log.warn({
      object: new (class Request {
        url = token
      })(),
    })
    log.child({ token }).info('child')
    const records = lines()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(records).toHaveLength(7)
    expect(records[2].err).toMatchObject({ message: 'bad [redacted]', code: 'HPE_INVALID' })
    expect(records[3].when).toBe('1970-01-01T00:00:00.000Z')
    expect(lines()).not.toContain(token)
    expect(lines()).not.toContain([...Buffer.from(token)].join(','))
  })

  it('gets through a value that contains itself', () => {
    const loop: Record<string, unknown> = {}
    loop['self'] = loop
    expect(JSON.stringify(createRedactor([token]).loggerOptions.formatters.log({ loop }))).toContain('[…]')
  })
})

describe('the host’s own log', () => {
  it('never has a token in it, whatever comes in', async () => {
    const { lines, stream } = memory()
    const fixture = await startFixture({
      log: pino({ level: 'trace' }, stream),
      limits: { closeMs: 50 },
      attach: () => {
        throw new Error(`handler of http://127.0.0.1/?token=${'x'.repeat(43)}`)
      },
    })
    const { host, cookie } = fixture
    const wrong = createToken()
    await get(fixture, `/?token=${fixture.token}`, { cookie: '' })
    await get(fixture, `/?token=${wrong}`, { cookie: `quantbench-${host.port}=${wrong}` })
    await get(fixture, `/?token=${fixture.token}`, { host: 'evil.example' })
    await get(fixture, `/nothing.js?token=${fixture.token}`)
    await get(fixture, `/?token=${fixture.token}`, { method: 'POST' })
    await exchange(host.port, `GET /?token=${fixture.token} nonsense\r\nCookie: ${cookie}\r\n\r\n`)
    await exchange(host.port, upgradeHead(fixture, { origin: `http://evil.example/?token=${fixture.token}` }))
    await exchange(host.port, upgradeHead(fixture))
    await stopFixture(fixture)
    expect(lines()).toContain('Refused a request')
    expect(lines()).toContain('Refused a WebSocket')
    expect(lines()).toContain('could not be attached')
    for (const secret of [fixture.token, wrong, 'x'.repeat(43)]) expect(lines()).not.toContain(secret)
  })
})

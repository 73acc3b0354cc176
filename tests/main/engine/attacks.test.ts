import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { signIn } from '../../../scripts/support/engine-client.ts'
import { startEngineProcess, type EngineProcess } from '../../../scripts/support/engine-process.ts'
import { seededRandom, type Random } from '../../../src/main/base/random.ts'
import { SOCKET_PATH } from '../../../src/shared/contract/contract.ts'
import { useTinyWorkspace } from '../../support/tiny-workspace.ts'

const workspace = useTinyWorkspace(2)
const SEED = 7

async function start(): Promise<EngineProcess> {
  const engine = await startEngineProcess(join(workspace.folder, 'home'))
  onTestFinished(() => engine.process.end(0))
  return engine
}

async function rawSocket(url: string): Promise<WebSocket> {
  const { host } = new URL(url)
  const headers = { Cookie: await signIn(url), Origin: `http://${host}` }
  const socket = new WebSocket(`ws://${host}${SOCKET_PATH}`, { headers })
  socket.on('error', () => undefined)
  await new Promise<void>((resolve) => socket.once('open', () => resolve()))
  return socket
}

/** Resident memory of a process in bytes. */
function memoryOf(pid: number): number {
  const [, pages] = readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')
  return Number(pages) * 4096
}

const PATHS = [
  '/jobs/cancel',
  '/jobs/events',
  '/runs/list',
  '/runs/get',
  '/files/browse',
  '/system/changeSettings',
  '/models/inspect',
  '/__proto__/constructor',
  '/constructor/prototype',
  '/jobs/__proto__',
  '/jobs/toString',
  '/%2e%2e/x',
  '//evil',
  '/',
  '/jobs',
  `/${'a/'.repeat(2000)}`,
]

const VALUES: readonly unknown[] = [
  null,
  [],
  {},
  -1,
  1e308,
  '',
  '\u0000',
  '\ud800',
  'x'.repeat(5000),
  { id: { $gt: '' } },
  { path: '/etc/passwd' },
  { path: ['/etc'] },
  JSON.parse('{"__proto__":{"polluted":true}}'),
  { id: 'x', limit: '1' },
  { json: { id: 1 }, meta: [[99, 'json', 'id']] },
  { json: {}, meta: [[1, '__proto__', 'x']] },
  { json: [1], meta: 'none' },
  { json: {}, maps: [['a']], meta: [] },
]

function pick<T>(random: Random, from: readonly T[]): T {
  return from[random.integer(from.length)]
}

const KINDS: readonly ((random: Random) => string | Buffer)[] = [
  (random) => Buffer.from(Array.from({ length: random.integer(300) }, () => random.integer(256))),
  (random) =>
    String.fromCharCode(...Array.from({ length: random.integer(80) }, () => 1 + random.integer(0xfffe))),
  (random) => JSON.stringify(pick(random, VALUES)) ?? '',
  // The peer's own form: id, kind of message, payload.
  (random) =>
    JSON.stringify({ i: String(random.integer(50)), p: { u: pick(random, PATHS), b: pick(random, VALUES) } }),
  (random) => JSON.stringify({ i: pick(random, VALUES), t: random.integer(9), p: pick(random, VALUES) }),
  (random) =>
    JSON.stringify({
      i: `${random.integer(50)}`,
      p: {
        u: pick(random, PATHS),
        m: pick(random, ['GET', 'DELETE', 7]),
        h: pick(random, VALUES),
        b: pick(random, VALUES),
      },
    }),
  (random) => {
    const whole = JSON.stringify({ i: '1', p: { u: '/system/about' } })
    return whole.slice(0, random.integer(whole.length))
  },
]

describe('a client with the token that talks nonsense', () => {
  it('gets nowhere with 10,000 random messages, and disturbs nobody', async () => {
    const engine = await start()
    const settings = await engine.client.system.settings()
    const random = seededRandom(SEED)
    let socket = await rawSocket(engine.url)
    const before = memoryOf(engine.process.pid)
    for (let count = 1; count <= 10_000; count++) {
      if (socket.readyState !== WebSocket.OPEN) socket = await rawSocket(engine.url)
      socket.send(pick(random, KINDS)(random))
      if (count % 1000 === 0) expect((await engine.client.system.about()).home).toContain(workspace.folder)
    }
    socket.terminate()
    // Nothing that was sent is a valid change.
    expect(await engine.client.system.settings()).toEqual(settings)
    expect((await engine.client.jobs.queue({})).jobs).toEqual([])
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
    expect(memoryOf(engine.process.pid) - before).toBeLessThan(200e6)
  })

  it('that asks for more than three thousand answers and never reads one fills no memory', async () => {
    const engine = await start()
    const socket = await rawSocket(engine.url)
    socket.pause()
    for (let id = 0; id < 1000; id++)
      socket.send(JSON.stringify({ i: `t${id}`, p: { u: '/system/telemetry' } }))
    // Each of these answers is some hundred kilobytes.
    const path = '/usr/bin'
    for (let id = 0; id < 2000; id++)
      socket.send(JSON.stringify({ i: `b${id}`, p: { u: '/files/browse', b: { json: { path } } } }))
    for (let round = 0; round < 20; round++) await engine.client.runs.list({ limit: 100 })
    expect(memoryOf(engine.process.pid)).toBeLessThan(600e6)
    socket.terminate()
    expect((await engine.client.system.about()).writable).toBe(true)
  })
})

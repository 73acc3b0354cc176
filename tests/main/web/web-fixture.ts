import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { WebSocket } from 'ws'
import { SafeRoots } from '../../../src/main/web/safe-roots.ts'
import {
  SOCKET_PATH,
  startWebHost,
  type WebHost,
  type WebHostOptions,
} from '../../../src/main/web/web-host.ts'

export const INDEX = '<!doctype html><title>Quantbench</title>'
export const SECRET = 'the-secret-of-another-folder'

/** A running host over a small renderer, an opened folder, and a secret beside both. */
export interface WebFixture {
  folder: string
  renderer: string
  /** An opened root. */
  data: string
  /** A file outside of everything. */
  secret: string
  roots: SafeRoots
  host: WebHost
  token: string
  cookie: string
  /** `127.0.0.1:PORT` */
  authority: string
}

function makeFolders(rendererFiles: Readonly<Record<string, string>>): {
  folder: string
  renderer: string
  data: string
  secret: string
} {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'quantbench-web-')))
  const renderer = join(folder, 'renderer')
  const data = join(folder, 'data')
  mkdirSync(join(renderer, 'assets'), { recursive: true })
  mkdirSync(join(data, 'images'), { recursive: true })
  writeFileSync(join(renderer, 'index.html'), INDEX)
  writeFileSync(join(renderer, 'assets', 'index-CQDD2p2P.js'), 'export {}')
  writeFileSync(join(renderer, 'favicon.svg'), '<svg/>')
  for (const [name, content] of Object.entries(rendererFiles)) writeFileSync(join(renderer, name), content)
  writeFileSync(join(data, 'images', '1.jpg'), 'picture')
  const secret = join(folder, 'secret.txt')
  writeFileSync(secret, SECRET)
  return { folder, renderer, data, secret }
}

/** Starts a host; its `attach` echoes messages unless told otherwise. */
export async function startFixture(
  options: Partial<WebHostOptions> = {},
  rendererFiles: Readonly<Record<string, string>> = {},
): Promise<WebFixture> {
  const folders = makeFolders(rendererFiles)
  const roots = new SafeRoots()
  await roots.open(folders.data)
  const host = await startWebHost({
    renderer: folders.renderer,
    roots,
    attach: (socket) => socket.on('message', (message, binary) => socket.send(message, { binary })),
    ...options,
  })
  const token = new URL(host.url).searchParams.get('token') ?? ''
  const cookie = `quantbench-${host.port}=${token}`
  return { ...folders, roots, host, token, cookie, authority: `127.0.0.1:${host.port}` }
}

export async function stopFixture({ host, folder }: WebFixture): Promise<void> {
  await host.close()
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
}

/** A host for the tests of one describe block; read it inside of tests only. */
export function useWebHost(options: Partial<WebHostOptions> = {}): () => WebFixture {
  let fixture: WebFixture | undefined
  beforeAll(async () => {
    fixture = await startFixture(options)
  })
  afterAll(async () => {
    if (fixture !== undefined) await stopFixture(fixture)
  })
  return () => {
    if (fixture === undefined) throw new Error('the host is started before the tests, not before that')
    return fixture
  }
}

export interface RawAnswer {
  status: number
  /** Header block in lower case. */
  head: string
  body: string
}

export function parseAnswer(bytes: Buffer): RawAnswer {
  const text = bytes.toString('latin1')
  const end = text.indexOf('\r\n\r\n')
  const head = text.slice(0, end < 0 ? text.length : end)
  return {
    status: Number(head.split(' ')[1] ?? 0),
    head: head.toLowerCase(),
    body: end < 0 ? '' : text.slice(end + 4),
  }
}

/** Everything a socket receives until the other side closes it. A reset counts as a close. */
export function untilClosed(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = []
  return new Promise((resolve) => {
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(Buffer.concat(chunks)))
  })
}

/** Sends bytes as they are, which no HTTP client would, and reads to the end of the connection. */
export async function exchange(port: number, bytes: string | Buffer): Promise<RawAnswer> {
  const socket = connect(port, '127.0.0.1')
  const received = untilClosed(socket)
  socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes)
  return parseAnswer(await received)
}

export interface RawRequest {
  method?: string
  host?: string
  cookie?: string
  /** Further header lines. */
  lines?: readonly string[]
}

/** A raw request for a target, signed in unless `cookie` says otherwise. */
export function get(fixture: WebFixture, target: string, request: RawRequest = {}): Promise<RawAnswer> {
  const { method = 'GET', host = fixture.authority, cookie = fixture.cookie, lines = [] } = request
  const head = [
    `${method} ${target} HTTP/1.1`,
    `Host: ${host}`,
    ...(cookie === '' ? [] : [`Cookie: ${cookie}`]),
    ...lines,
    'Connection: close',
  ]
  return exchange(fixture.host.port, `${head.join('\r\n')}\r\n\r\n`)
}

export interface UpgradeRequest {
  target?: string
  host?: string
  cookie?: string
  origin?: string | undefined
  lines?: readonly string[]
}

/** The bytes of a WebSocket upgrade. */
export function upgradeHead(fixture: WebFixture, request: UpgradeRequest = {}): string {
  const { target = SOCKET_PATH, host = fixture.authority, cookie = fixture.cookie, lines = [] } = request
  const origin = 'origin' in request ? request.origin : `http://${host}`
  const head = [
    `GET ${target} HTTP/1.1`,
    `Host: ${host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ...(origin === undefined ? [] : [`Origin: ${origin}`]),
    ...(cookie === '' ? [] : [`Cookie: ${cookie}`]),
    ...lines,
  ]
  return `${head.join('\r\n')}\r\n\r\n`
}

/** A well-behaved client, as the renderer is one. */
export function openSocket(fixture: WebFixture): Promise<WebSocket> {
  const socket = new WebSocket(`ws://${fixture.authority}${SOCKET_PATH}`, {
    headers: { Cookie: fixture.cookie },
    origin: `http://${fixture.authority}`,
  })
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket))
    socket.once('error', reject)
  })
}

/** Sends a text and returns what comes back. */
export function echo(socket: WebSocket, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    socket.once('message', (message) => resolve(String(message)))
    socket.once('close', () => reject(new Error('closed')))
    socket.send(text)
  })
}

export function closed(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => socket.once('close', (code) => resolve(code)))
}

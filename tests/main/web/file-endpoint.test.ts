import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { requestedPath } from '../../../src/main/web/file-endpoint.ts'
import { CLIMBS, WAYS_OUT } from './traversal-spellings.ts'
import { get, SECRET, untilClosed, useWebHost } from './web-fixture.ts'

const fixture = useWebHost({ limits: { idleMs: 300, checkMs: 30 } })
const file = (path: string) => get(fixture(), `/files?path=${encodeURIComponent(path)}`)

afterEach(async () => {
  expect((await file(join(fixture().data, 'images', '1.jpg'))).body).toBe('picture')
})

describe('GET /files', () => {
  it('streams files below an opened folder with their type, inert', async () => {
    const { data } = fixture()
    const types: [string, string, string | undefined][] = [
      ['a.JPG', 'image/jpeg', undefined],
      ['a.png', 'image/png', undefined],
      ['a.json', 'application/json; charset=utf-8', undefined],
      ['model.onnx', 'application/octet-stream', "attachment; filename*=utf-8''model.onnx"],
      ['page.html', 'application/octet-stream', "attachment; filename*=utf-8''page.html"],
      ['evil.js', 'application/octet-stream', "attachment; filename*=utf-8''evil.js"],
      ['drawing.svg', 'application/octet-stream', "attachment; filename*=utf-8''drawing.svg"],
      [
        "a'b (1)*ü+&=.bin",
        'application/octet-stream',
        "filename*=utf-8''a%27b%20%281%29%2a%c3%bc%2b%26%3d.bin",
      ],
    ]
    for (const [name, type, disposition] of types) {
      writeFileSync(join(data, name), `content of ${name}`)
      const { status, head, body } = await file(join(data, name))
      expect(status, name).toBe(200)
      expect(Buffer.from(body, 'latin1').toString(), name).toBe(`content of ${name}`)
      expect(head, name).toContain(`content-type: ${type}`)
      expect(head, name).toContain('sandbox')
      expect(head, name).toContain('cache-control: no-store')
      expect(head, name).toContain('nosniff')
      if (disposition === undefined) expect(head, name).not.toContain('disposition')
      else expect(head, name).toContain(disposition)
    }
  })

  it('streams an empty file, a large file, and the head of one', async () => {
    const { data } = fixture()
    writeFileSync(join(data, 'empty.bin'), '')
    expect((await file(join(data, 'empty.bin'))).status).toBe(200)
    const large = Buffer.alloc(3_000_000, 'abcdefg')
    writeFileSync(join(data, 'large.bin'), large)
    expect(large.equals(Buffer.from((await file(join(data, 'large.bin'))).body, 'latin1'))).toBe(true)
    const target = `/files?path=${encodeURIComponent(join(data, 'large.bin'))}`
    const head = await get(fixture(), target, { method: 'HEAD' })
    expect(head.head).toContain('content-length: 3000000')
    expect(head.body).toBe('')
  })

  it('says what is wrong as an error of the contract', async () => {
    const { data, secret } = fixture()
    const missing = await file(join(data, 'nothing.jpg'))
    expect(missing.status).toBe(404)
    expect(JSON.parse(missing.body)).toMatchObject({ code: 'FILE_NOT_FOUND', wayOut: expect.any(String) })
    const outside = await file(secret)
    expect(outside.status).toBe(403)
    expect(JSON.parse(outside.body)).toMatchObject({ code: 'PATH_REFUSED' })
    expect((await file(data)).status).toBe(403)
    expect((await get(fixture(), '/files')).status).toBe(400)
  })

  it(`keeps inside against ${CLIMBS.length + WAYS_OUT.length} spellings`, async () => {
    const { data } = fixture()
    const ways = [...CLIMBS.map((climb) => `${encodeURI(data)}/${climb}`), ...WAYS_OUT]
    for (const way of ways.flatMap((path) => [path, encodeURIComponent(path)])) {
      const { status, body } = await get(fixture(), `/files?path=${way}`)
      expect([400, 403, 404], way).toContain(status)
      expect(body, way).not.toContain(SECRET)
      expect(body, way).not.toContain('root:')
    }
  })

  it('does not follow links out', async () => {
    const { data, secret, folder } = fixture()
    symlinkSync(secret, join(data, 'link.jpg'))
    symlinkSync(folder, join(data, 'up'))
    expect((await file(join(data, 'link.jpg'))).status).toBe(403)
    expect((await file(`${data}/up/secret.txt`)).status).toBe(403)
    mkdirSync(join(data, 'proc'))
    symlinkSync('/proc/self/environ', join(data, 'proc', 'environ.json'))
    expect((await file(join(data, 'proc', 'environ.json'))).status).toBe(403)
  })

  it('drops a client that does not read', async () => {
    const { data, host, authority, cookie } = fixture()
    const path = join(data, 'huge.bin')
    writeFileSync(path, '')
    truncateSync(path, 256_000_000)
    const socket = connect(host.port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(
      `GET /files?path=${encodeURIComponent(path)} HTTP/1.1\r\nHost: ${authority}\r\nCookie: ${cookie}\r\n\r\n`,
    )
    await new Promise((resolve) => setTimeout(resolve, 1500))
    const rest = await untilClosed(socket.resume())
    expect(rest.length).toBeLessThan(256_000_000)
  })
})

describe('a file that shrinks while it is sent', () => {
  // Without any timeout, so that nothing else ends the connection.
  const patient = useWebHost({ limits: { idleMs: 0, keepAliveMs: 0 } })

  it('breaks the connection off', async () => {
    const { data, host, authority, cookie } = patient()
    const path = join(data, 'shrinking.bin')
    writeFileSync(path, '')
    truncateSync(path, 64_000_000)
    const socket = connect(host.port, '127.0.0.1')
    const received = untilClosed(socket)
    socket.write(
      `GET /files?path=${encodeURIComponent(path)} HTTP/1.1\r\nHost: ${authority}\r\nCookie: ${cookie}\r\n\r\n`,
    )
    await new Promise((resolve) => socket.once('data', resolve))
    truncateSync(path, 1000)
    expect((await received).length).toBeLessThan(64_000_000)
  })
})

describe('requestedPath', () => {
  it('decodes once', () => {
    expect(requestedPath('path=%2Fa%20b+c%2Bd')).toBe('/a b c+d')
    expect(requestedPath('path=%252e')).toBe('%2e')
  })

  it.each([
    '',
    'path',
    'Path=/a',
    'path=/a&path=/b',
    'path=/a&x=1',
    'x=1&path=/a',
    'path=%',
    'path=%c0%ae',
    'path=%ff',
  ])('refuses %j', (query) => {
    expect(() => requestedPath(query)).toThrow(expect.objectContaining({ code: 'USAGE' }))
  })
})

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findRendererFile, readRendererFiles } from '../../../src/main/web/renderer-files.ts'
import { CLIMBS, WAYS_OUT } from './traversal-spellings.ts'
import { get, INDEX, SECRET, useWebHost } from './web-fixture.ts'

const fixture = useWebHost()

describe('the built interface over HTTP', () => {
  it('has types and cache rules', async () => {
    const page = await get(fixture(), '/')
    expect(page.body).toBe(INDEX)
    expect(page.head).toContain('content-type: text/html; charset=utf-8')
    expect(page.head).toContain('cache-control: no-cache')
    const script = await get(fixture(), '/assets/index-CQDD2p2P.js')
    expect(script.head).toContain('content-type: text/javascript; charset=utf-8')
    expect(script.head).toContain('cache-control: private, max-age=31536000, immutable')
    expect((await get(fixture(), '/favicon.svg')).head).toContain('content-type: image/svg+xml')
  })

  it('answers HEAD with the headers alone', async () => {
    const answer = await get(fixture(), '/', { method: 'HEAD' })
    expect(answer.status).toBe(200)
    expect(answer.head).toContain(`content-length: ${INDEX.length}`)
    expect(answer.body).toBe('')
  })

  it('gives views the start page, and files that do not exist nothing', async () => {
    for (const view of ['/runs', '/runs/12', '/compare/a%20b', '/runs/12?tab=curves']) {
      expect((await get(fixture(), view)).body, view).toBe(INDEX)
    }
    for (const file of ['/assets/', '/assets/index-00000000.js', '/nothing.js', '/.env', '/index.html/']) {
      const answer = await get(fixture(), file)
      expect(answer.body, file).not.toContain('index-CQDD2p2P')
      if (file !== '/assets/') expect(answer.status, file).toBe(404)
    }
  })

  it('sends the policies with every answer', async () => {
    for (const target of ['/', '/nothing.js', '/files?path=/etc/passwd']) {
      const { head } = await get(fixture(), target)
      expect(head).toContain("default-src 'none'")
      expect(head).toContain("frame-ancestors 'none'")
      expect(head).toContain('x-content-type-options: nosniff')
      expect(head).toContain('referrer-policy: no-referrer')
      expect(head).toContain('cross-origin-opener-policy: same-origin')
      expect(head).toContain('cross-origin-resource-policy: same-origin')
      expect(head).not.toContain('access-control')
    }
    const policy = /content-security-policy: (.*)/.exec((await get(fixture(), '/')).head)?.[1] ?? ''
    expect(policy).toContain("script-src 'self';")
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval|script-src[^;]*unsafe/)
  })

  it(`keeps inside against ${CLIMBS.length + WAYS_OUT.length} spellings`, async () => {
    expect(CLIMBS.length).toBeGreaterThan(30)
    const targets = [...CLIMBS, ...WAYS_OUT].flatMap((climb) => [`/${climb}`, `/assets/${climb}`])
    for (const target of targets) {
      const { status, body } = await get(fixture(), target)
      expect([200, 400, 404], target).toContain(status)
      expect(body, target).not.toContain(SECRET)
      expect(body, target).not.toContain('root:')
      if (status === 200) expect(body, target).toBe(INDEX)
      else expect(body, target).not.toContain('<')
    }
    expect((await get(fixture(), '/')).status).toBe(200)
  })
})

describe('readRendererFiles', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'quantbench-renderer-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('leaves links out', async () => {
    const built = join(folder, 'built')
    mkdirSync(built)
    writeFileSync(join(built, 'index.html'), INDEX)
    writeFileSync(join(folder, 'secret.js'), SECRET)
    symlinkSync(join(folder, 'secret.js'), join(built, 'link.js'))
    symlinkSync(folder, join(built, 'up'))
    const files = await readRendererFiles(built)
    expect([...files.keys()]).toEqual(['/index.html'])
    expect(findRendererFile(files, '/link.js')).toBeUndefined()
    expect(findRendererFile(files, '/up/secret.js')).toBeUndefined()
  })

  it('says that the interface is not built', async () => {
    await expect(readRendererFiles(join(folder, 'nothing'))).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
      wayOut: expect.stringContaining('npm run build'),
    })
    const empty = join(folder, 'empty')
    mkdirSync(empty)
    await expect(readRendererFiles(empty)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
  })
})

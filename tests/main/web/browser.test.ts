import { spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { text } from 'node:stream/consumers'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { evilPage, PROBING_RENDERER } from './browser-pages.ts'
import { startFixture, stopFixture, type WebFixture } from './web-fixture.ts'

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
)

/** A white picture of one pixel. */
const BITMAP = Buffer.from(
  '424d3a0000000000000036000000280000000100000001000000010018000000000004000000' +
    '00'.repeat(16) +
    'ffffff00',
  'hex',
)

interface Story {
  /** What the workbench's page could do. */
  workbench: unknown
  /** What the page of another server on this machine could do to the workbench. */
  evil: unknown
}

/** Opens a page in a browser of its own, which ends with `until`; a browser that ends before that is an error. */
async function browse<T>(browser: string, url: string, profile: string, until: Promise<T>): Promise<T> {
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const flags = ['--headless', '--disable-gpu', '--no-first-run', `--user-data-dir=${profile}`, ...root]
  // Without a debugging port a headless browser closes when the page has loaded.
  const child = spawn(browser, [...flags, '--remote-debugging-port=0', url], { stdio: 'ignore' })
  const ended = new Promise<never>((_, reject) => {
    child.once('exit', () => reject(new Error('the browser ended before its pages had told their story')))
    child.once('error', reject)
  })
  try {
    return await Promise.race([until, ended])
  } finally {
    child.kill('SIGKILL')
    await ended.catch(() => undefined)
  }
}

async function tellStory(browser: string): Promise<{ story: Story; fixture: WebFixture }> {
  const told: Story = { workbench: undefined, evil: undefined }
  let settings = ''
  let workbench = ''
  let finish: (() => void) | undefined
  const evil: Server = createServer(async (request, response) => {
    if (request.url !== '/report') {
      response.setHeader('Content-Type', 'text/html')
      response.end(evilPage(workbench))
      return
    }
    told.evil = JSON.parse(await text(request))
    response.end()
    finish?.()
  })
  await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve))
  const fixture = await startFixture(
    {
      attach: (socket) => {
        socket.send(settings)
        socket.on('message', (message) => {
          told.workbench = JSON.parse(String(message))
          socket.send('go on')
        })
      },
    },
    PROBING_RENDERER,
  )
  const address = evil.address()
  const port = typeof address === 'object' ? address?.port : undefined
  settings = JSON.stringify({ evil: `http://127.0.0.1:${port}`, data: fixture.data })
  workbench = `http://${fixture.authority}`
  writeFileSync(join(fixture.data, 'a.bmp'), BITMAP)
  writeFileSync(join(fixture.data, 'evil.js'), 'document.title = "a file ran"')
  const finished = new Promise<void>((resolve) => {
    finish = resolve
  })
  await browse(browser, fixture.host.url, join(fixture.folder, 'profile'), finished)
  evil.closeAllConnections()
  await new Promise((resolve) => evil.close(resolve))
  return { story: told, fixture }
}

describe.skipIf(CHROMIUM === undefined)('in a real browser', () => {
  let told: Awaited<ReturnType<typeof tellStory>> | undefined
  beforeAll(async () => {
    told = await tellStory(CHROMIUM ?? '')
  })
  afterAll(async () => {
    if (told !== undefined) await stopFixture(told.fixture)
  })

  it('the page has what it needs, and no more', () => {
    expect(told?.story.workbench).toEqual({
      // The token is gone from the address, and scripts cannot read the cookie.
      href: `http://${told?.fixture.authority}/`,
      cookie: '',
      title: 'untouched',
      runtimeStyle: 'rgb(1, 2, 3)',
      styleAttribute: 'rgb(4, 5, 6)',
      eval: 'blocked',
      picture: 'loaded',
      blob: 'loaded',
      remoteImage: 'blocked',
      remoteFetch: 'blocked',
      fileAsScript: 'blocked',
      worker: 'works',
    })
  })

  it('a page of another server on this machine gets nothing', () => {
    expect(told?.story.evil).toEqual({
      image: 'blocked',
      script: 'blocked',
      fetch: 'blocked',
      opaqueFetch: 'blocked',
      socket: 'refused',
      frame: 'closed',
    })
  })
})

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import {
  answerQuestions,
  heardByEngine,
  questionsOf,
  runJob,
  untilInPage,
  workbenchOf,
} from './shell-checks.ts'
import { CHROMIUM } from './stand-in/browser.ts'
import { openShell } from './stand-in/open-shell.ts'
import { until, type OpenShellOptions, type ShellUnderTest } from './stand-in/shell-under-test.ts'

const TRY_AGAIN = 'a'
const FAILED = `document.querySelector('${TRY_AGAIN}')`

describe.skipIf(CHROMIUM === undefined)('the engine behind the built shell (needs Chromium)', () => {
  let shell: ShellUnderTest | undefined
  afterEach(async () => {
    await shell?.close()
    shell = undefined
  })

  async function open(options?: OpenShellOptions): Promise<ShellUnderTest> {
    shell = await openShell(options)
    return shell
  }

  it('runs under Node 24 without the options of the shell', async () => {
    const opened = await open({ env: { NODE_OPTIONS: '--no-warnings' } })
    await workbenchOf(opened)
    expect(heardByEngine(opened, 'started')).toMatchObject([
      { environment: { NODE_OPTIONS: null }, node: expect.stringMatching(/^v24\./) },
    ])
  })

  it('is started again after a crash, and the window comes back to its view with its folders open', async () => {
    const opened = await open()
    await workbenchOf(opened)
    await opened.evaluate(({ dialog, Menu }, folder) => {
      Object.assign(dialog, { showOpenDialog: async () => ({ canceled: false, filePaths: [folder] }) })
      Menu.getApplicationMenu()?.getMenuItemById('open-folder')?.click()
      Menu.getApplicationMenu()?.getMenuItemById('runs')?.click()
    }, opened.folder)
    await untilInPage(opened, "heard.routes.at(-1) === '/runs' && heard.paths.length === 1")
    const before = new URL(opened.page.url()).origin
    const seen: string[] = []
    opened.page.on('framenavigated', (frame) => seen.push(decodeURIComponent(frame.url())))
    await opened.order('abort').catch(() => undefined)
    const between = await until(() => seen.find((url) => url.startsWith('data:')))
    expect(between).toContain('native code gave up (SIGABRT)')
    await until(() => (opened.page.url().startsWith('http') ? true : undefined))
    await workbenchOf(opened)
    expect(new URL(opened.page.url()).origin).not.toBe(before)
    await untilInPage(opened, "heard.routes.join() === '/runs'")
    expect(heardByEngine(opened, 'started')).toHaveLength(2)
    await until(() => (heardByEngine(opened, 'open-root').length === 2 ? true : undefined))
    expect(heardByEngine(opened, 'open-root')[1]).toEqual({ type: 'open-root', path: opened.folder })
  })

  it('is given up when it keeps ending, with a way to try again', async () => {
    const opened = await open({ env: { FAKE_ENGINE: 'crash' } })
    await untilInPage(opened, FAILED)
    expect(heardByEngine(opened, 'started')).toHaveLength(4)
    const text = await opened.page.textContent('main')
    expect(text).toContain('PROCESS_FAILED')
    expect(text).toContain('exit status 7')
    expect(text).toContain('something native broke')
    await opened.page.click(TRY_AGAIN)
    await until(() => (heardByEngine(opened, 'started').length === 8 ? true : undefined))
  })

  it('says why it cannot start on a page that runs nothing, and whose bridge answers nothing', async () => {
    const opened = await open({ env: { FAKE_ENGINE: 'fail' } })
    await untilInPage(opened, FAILED)
    const text = await opened.page.textContent('main')
    for (const part of [
      'The engine cannot start',
      'The store is <b>in use</b>',
      'End the other one.',
      'STORE_LOCKED',
    ]) {
      expect(text).toContain(part)
    }
    await expect(opened.page.evaluate('quantbench.recentPaths()')).rejects.toThrow('not the workbench')
    await opened.page.evaluate("location.href = 'http://localhost:1/'")
    await opened.page.waitForTimeout(200)
    expect(opened.page.url()).toMatch(/^data:/)
    expect(heardByEngine(opened, 'started')).toHaveLength(1)
  })

  it('speaks Chinese on a Chinese system', async () => {
    const opened = await open({ env: { FAKE_ENGINE: 'fail', STAND_IN_LOCALE: 'zh-CN' } })
    await untilInPage(opened, FAILED)
    expect(await opened.page.textContent('h1')).toBe('引擎无法启动')
  })

  it('is left with its jobs when they are to go on in the background', async () => {
    const opened = await open()
    await workbenchOf(opened)
    await runJob(opened)
    await answerQuestions(opened, 0)
    await opened.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close(), null)
    expect(await opened.exited).toBe(0)
    expect(heardByEngine(opened, 'stop')).toEqual([{ type: 'stop', mode: 'leave' }])
  })

  it('is not asked about when no job runs', async () => {
    const opened = await open()
    await workbenchOf(opened)
    await opened.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close(), null)
    expect(await opened.exited).toBe(0)
    expect(heardByEngine(opened, 'stop')).toEqual([{ type: 'stop', mode: 'stop' }])
  })

  it('is asked about once, however often the user closes the window', async () => {
    const opened = await open()
    await workbenchOf(opened)
    await runJob(opened)
    await opened.evaluate(({ dialog }) => {
      const asked: unknown[] = []
      Object.assign(globalThis, { asked })
      Object.assign(dialog, {
        showMessageBox: (...options: unknown[]) => new Promise(() => asked.push(options)),
      })
    }, null)
    for (let round = 0; round < 3; round++) {
      await opened.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close(), null)
    }
    await opened.page.waitForTimeout(200)
    expect(await questionsOf(opened)).toHaveLength(1)
  })

  it('a damaged or missing state file costs nothing, and the place of the window outlives the program', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'quantbench-state-'))
    const file = join(folder, 'user-data', 'window.json')
    mkdirSync(join(folder, 'user-data'))
    writeFileSync(file, '{"bounds":')
    const bounds = { x: 200, y: 100, width: 1000, height: 700 }
    try {
      const first = await openShell({ folder })
      await workbenchOf(first)
      await first.evaluate(({ BrowserWindow, app }, moved) => {
        BrowserWindow.getAllWindows()[0]?.setBounds(moved)
        app.quit()
      }, bounds)
      expect(await first.exited).toBe(0)
      await first.close()
      expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ bounds, maximized: false })
      expect(readdirSync(join(folder, 'user-data')).filter((name) => name.endsWith('.part'))).toEqual([])
      const second = await openShell({ folder })
      await workbenchOf(second)
      const found = await second.evaluate(
        ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds(),
        null,
      )
      expect(found).toEqual(bounds)
      await second.close()
    } finally {
      if (existsSync(folder)) rmSync(folder, { recursive: true, force: true })
    }
  })
})

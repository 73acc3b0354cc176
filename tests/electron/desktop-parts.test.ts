import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerQuestions, heardByEngine, questionsOf, untilInPage, workbenchOf } from './shell-checks.ts'
import { CHROMIUM } from './stand-in/browser.ts'
import { openShell } from './stand-in/open-shell.ts'
import { until, type ElectronModule, type ShellUnderTest } from './stand-in/shell-under-test.ts'

const PERMISSIONS = [
  ...[
    'media',
    'geolocation',
    'notifications',
    'midi',
    'midiSysex',
    'clipboard-read',
    'display-capture',
    'hid',
  ],
  ...[
    'serial',
    'usb',
    'fullscreen',
    'pointerLock',
    'openExternal',
    'fileSystem',
    'idle-detection',
    'unknown',
  ],
]

interface Seen {
  progress: { value: number; mode?: string }
  awake: number
  notifications: { title: string; body: string }[]
}

/** What of the stand-in's records shows outside the window. */
function outside(shell: ShellUnderTest): Promise<Seen> {
  return shell.evaluate(({ BrowserWindow, Notification, powerSaveBlocker }) => {
    const [window] = BrowserWindow.getAllWindows()
    const shown: { title: string; body: string }[] = Reflect.get(Notification, 'standInShown')
    const active: Set<number> = Reflect.get(powerSaveBlocker, 'standInActive')
    return {
      progress: Reflect.get(window, 'progress'),
      awake: active.size,
      notifications: shown.map(({ title, body }) => ({ title, body })),
    }
  }, null)
}

describe.skipIf(CHROMIUM === undefined)('around the window of the built shell (needs Chromium)', () => {
  let shell: ShellUnderTest
  beforeAll(async () => {
    shell = await openShell()
    await workbenchOf(shell)
  })
  afterAll(async () => {
    await shell?.close()
  })

  it('permissions, devices and the screen are denied; copying text is not', async () => {
    const url = shell.page.url()
    const granted = await shell.evaluate(
      ({ session }, { names, page }) => {
        const own = session.fromPartition('workbench')
        const ask: (name: string, url: string) => { asked: boolean; had: boolean } = Reflect.get(
          own,
          'standInPermission',
        ).bind(own)
        const copying = 'clipboard-sanitized-write'
        return {
          denied: names.filter((name) => !ask(name, page).asked && !ask(name, page).had),
          copying: ask(copying, page),
          foreign: ask(copying, 'https://example.invalid/'),
          device: Reflect.get(own, 'standInDevice').call(own),
          screen: Reflect.get(own, 'standInScreen').call(own),
        }
      },
      { names: PERMISSIONS, page: url },
    )
    expect(granted).toEqual({
      denied: PERMISSIONS,
      copying: { asked: true, had: true },
      foreign: { asked: false, had: false },
      device: false,
      screen: {},
    })
  })

  it('files are saved from the engine alone, and through a dialog', async () => {
    const { origin } = new URL(shell.page.url())
    const download = (url: string) =>
      shell.evaluate(({ session }, address) => {
        const own = session.fromPartition('workbench')
        return Reflect.get(own, 'standInDownload').call(own, address, 'chart.svg')
      }, url)
    const place = expect.stringContaining(join('downloads', 'chart.svg'))
    expect(await download(`${origin}/files?path=x`)).toEqual({
      allowed: true,
      dialog: { defaultPath: place },
    })
    expect(await download(`blob:${origin}/1-2-3`)).toMatchObject({ allowed: true })
    expect(await download('https://example.invalid/chart.svg')).toEqual({ allowed: false })
    expect(await download('data:text/plain,hello')).toEqual({ allowed: false })
  })

  it('embedded pages load nothing', async () => {
    const asked = shell.page.waitForEvent('requestfailed', (request) => request.url().endsWith('/framed'))
    await shell.page.evaluate(`{
      const frame = document.createElement('iframe')
      frame.src = '/framed'
      document.body.append(frame)
    }`)
    await asked
    const [, frame] = shell.page.frames()
    expect(frame?.url()).not.toContain('/framed')
  })

  it('requests with anything unexpected are refused', async () => {
    for (const call of [
      "chooseFile({ title: 'x', properties: ['openDirectory'] })",
      "chooseFile({ filters: [{ name: 'x', extensions: ['../x'] }] })",
      "chooseSavePath({ defaultName: '../../.profile' })",
      "showInFolder('relative/path')",
      "setTheme('blue')",
      "setLanguage('de')",
    ]) {
      await expect(shell.page.evaluate(`quantbench.${call}`), call).rejects.toThrow('something unexpected')
    }
  })

  it('what the user chooses becomes readable, and nothing else does', async () => {
    const model = join(shell.folder, 'chosen.onnx')
    const target = join(shell.folder, 'out', 'int8.onnx')
    await shell.evaluate(
      ({ dialog }, paths) => {
        Object.assign(dialog, {
          showOpenDialog: async () => ({ canceled: false, filePaths: [paths.model] }),
          showSaveDialog: async () => ({ canceled: false, filePath: paths.target }),
        })
      },
      { model, target },
    )
    expect(await shell.page.evaluate('quantbench.chooseFile()')).toEqual([model])
    expect(await shell.page.evaluate("quantbench.chooseSavePath({ defaultName: 'int8.onnx' })")).toBe(target)
    await expect(shell.page.evaluate("quantbench.addRecentPath('/etc/passwd')")).rejects.toThrow('not opened')
    await expect(shell.page.evaluate("quantbench.openRecentPath('/etc/passwd')")).rejects.toThrow('not among')
    const roots = heardByEngine(shell, 'open-root').map(({ path }) => path)
    expect(roots).toEqual([model, join(shell.folder, 'out')])
  })

  it('nothing chosen is nothing', async () => {
    await shell.evaluate(({ dialog }) => {
      Object.assign(dialog, {
        showOpenDialog: async () => ({ canceled: true, filePaths: [] }),
        showSaveDialog: async () => ({ canceled: true, filePath: '' }),
      })
    }, null)
    const chosen = await shell.page.evaluate(
      'Promise.all([quantbench.chooseFile(), quantbench.chooseFolder(), quantbench.chooseSavePath()])',
    )
    expect(chosen).toEqual([[], null, null])
  })

  it('files and folders that are dropped have paths', async () => {
    const model = join(shell.folder, 'dropped.onnx')
    const folder = join(shell.folder, 'dropped set')
    writeFileSync(model, 'onnx')
    mkdirSync(folder)
    await dropFiles(shell, '#drop', [model, folder])
    await untilInPage(shell, 'heard.dropped.length === 2')
    expect(await shell.page.evaluate('heard.dropped')).toEqual([model, folder])
    const roots = heardByEngine(shell, 'open-root').map(({ path }) => path)
    expect(roots.slice(-2)).toEqual([model, folder])
    expect(await shell.page.evaluate("quantbench.pathOf(new File(['x'], 'made.txt'))")).toBe(null)
  })

  it('recent paths are kept, shown in the menu and opened again', async () => {
    const model = join(shell.folder, 'dropped.onnx')
    await shell.page.evaluate(`quantbench.addRecentPath(${JSON.stringify(model)})`)
    expect(await shell.page.evaluate('quantbench.recentPaths()')).toEqual([model])
    const click = ({ Menu }: ElectronModule, label: string) =>
      Menu.getApplicationMenu()
        ?.getMenuItemById('recent')
        ?.submenu?.items.find((item) => item.label === label)
        ?.click()
    await shell.evaluate(click, model)
    await untilInPage(shell, 'heard.paths.length === 1')
    await shell.page.evaluate(`quantbench.openRecentPath(${JSON.stringify(model)})`)
    await untilInPage(shell, 'heard.paths.length === 2')
    const stored = join(shell.folder, 'user-data', 'recent.json')
    const kept = () => existsSync(stored) && readFileSync(stored, 'utf8').includes('dropped.onnx')
    await until(() => (kept() ? true : undefined))
    await shell.page.evaluate('quantbench.clearRecentPaths()')
    expect(await shell.page.evaluate('quantbench.recentPaths()')).toEqual([])
  })

  it('the theme reaches the system', async () => {
    await shell.page.evaluate("quantbench.setTheme('dark')")
    expect(await shell.evaluate(({ nativeTheme }) => nativeTheme.themeSource, null)).toBe('dark')
  })

  it('jobs show in the taskbar and keep the machine awake while they run', async () => {
    const jobs = async (running: number, progress: number | null) => {
      await shell.order('tell', { type: 'jobs', running, queued: 0, progress })
      await until(async () => ((await outside(shell)).awake === running ? true : undefined))
      return (await outside(shell)).progress.value
    }
    expect(await jobs(1, 0.25)).toBe(0.25)
    expect(await jobs(0, null)).toBe(-1)
    expect(await jobs(1, null)).toBeGreaterThan(1)
  })

  it('messages that are none are ignored', async () => {
    await shell.order('tell', { type: 'jobs', running: -1, queued: 0, progress: 7 })
    await shell.order('tell', {
      type: 'notice',
      title: 'x',
      body: 'y',
      path: 'https://example.invalid',
      kind: 'done',
    })
    await shell.order('tell', 'nonsense')
    await shell.order('tell', { type: 'jobs', running: 1, queued: 0, progress: 0.75 })
    await until(async () => ((await outside(shell)).progress.value === 0.75 ? true : undefined))
    expect((await outside(shell)).notifications).toEqual([])
  })

  it('a finished job is told to a user who looks elsewhere, and a click opens it', async () => {
    const notice = { type: 'notice', title: 'Done', body: 'ptq of yolov5n', path: '/runs/x', kind: 'done' }
    await shell.order('tell', { ...notice, title: 'Not told' })
    // What is told is heard in its order: with this the one before has been, too.
    await shell.order('tell', { type: 'jobs', running: 1, queued: 0, progress: 0.25 })
    await until(async () => ((await outside(shell)).progress.value === 0.25 ? true : undefined))
    await shell.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.blur(), null)
    await shell.order('tell', { ...notice, kind: 'failed', title: 'Failed' })
    const seen = await until(async () => {
      const now = await outside(shell)
      return now.notifications.length > 0 ? now : undefined
    })
    expect(seen.notifications).toEqual([{ title: 'Failed', body: 'ptq of yolov5n' }])
    expect(seen.progress.mode).toBe('error')
    await shell.evaluate(({ Notification }) => {
      const [shown] = Reflect.get(Notification, 'standInShown')
      shown.emit('click')
    }, null)
    await untilInPage(shell, "heard.routes.at(-1) === '/runs/x'")
    expect((await outside(shell)).progress.mode).toBeUndefined()
  })

  it('a page that crashes is offered to be loaded again', async () => {
    await answerQuestions(shell, 0)
    await shell.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows()
      Object.assign(window.webContents, { reload: () => Object.assign(globalThis, { reloaded: true }) })
      window.webContents.forcefullyCrashRenderer()
    }, null)
    await until(
      async () => (await shell.evaluate(() => Reflect.get(globalThis, 'reloaded'), null)) ?? undefined,
    )
    expect((await questionsOf(shell))[0]?.buttons).toEqual(['Reload', 'Quit'])
  })
})

/** Drags files from the desktop onto an element, as the system does. */
async function dropFiles(shell: ShellUnderTest, selector: string, paths: readonly string[]): Promise<void> {
  await shell.evaluate(
    async ({ BrowserWindow }, files) => {
      const [{ webContents }] = BrowserWindow.getAllWindows()
      const know = Reflect.get(webContents, 'standInKnowFile').bind(webContents)
      for (const { name, path } of files) await know(name, path)
    },
    paths.map((path) => ({ name: basename(path), path })),
  )
  const box = await shell.page.locator(selector).boundingBox()
  if (box === null) throw new Error(`${selector} is not to be seen`)
  const protocol = await shell.page.context().newCDPSession(shell.page)
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await protocol.send('Input.dispatchDragEvent', {
      type,
      x: box.x + 20,
      y: box.y + 20,
      data: { items: [], files: [...paths], dragOperationsMask: 1 },
    })
  }
}

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { until, type OpenShellOptions, type ShellUnderTest } from './stand-in/shell-under-test.ts'

export type Open = (options?: OpenShellOptions) => Promise<ShellUnderTest>

/** Waits until the window shows the fake engine's page. */
export async function workbenchOf(shell: ShellUnderTest): Promise<void> {
  await until(async () => (await titleOf(shell).catch(() => '')) === 'engine' || undefined)
  await untilInPage(shell, 'globalThis.heard !== undefined')
}

/** Title of the page that is there; Playwright's own `title` tells of one that is being loaded. */
function titleOf({ page }: ShellUnderTest): Promise<unknown> {
  return page.evaluate('document.title')
}

/** Waits until an expression holds in the page, whose policy keeps Playwright's own waiting out. */
export async function untilInPage({ page }: ShellUnderTest, expression: string): Promise<void> {
  await until(async () => (await page.evaluate(`Boolean(${expression})`).catch(() => false)) || undefined)
}

/** Answers every question of the main process with the button at `response`, and counts them. */
export async function answerQuestions(shell: ShellUnderTest, response: number): Promise<void> {
  await shell.evaluate(({ dialog }, chosen) => {
    const asked: unknown[] = []
    Object.assign(globalThis, { asked })
    const answer = async (...options: unknown[]) => {
      asked.push(options.at(-1))
      return { response: chosen, checkboxChecked: false }
    }
    Object.assign(dialog, { showMessageBox: answer })
  }, response)
}

export async function questionsOf(shell: ShellUnderTest): Promise<{ buttons: string[]; message: string }[]> {
  return shell.evaluate(() => Reflect.get(globalThis, 'asked'), null)
}

/** Has the fake engine run a job, and waits until the shell knows. */
export async function runJob(shell: ShellUnderTest): Promise<void> {
  await shell.order('tell', { type: 'jobs', running: 1, queued: 2, progress: 0.5 })
  await until(async () => {
    const isAwake = await shell.evaluate(
      ({ powerSaveBlocker }) => [0, 1, 2, 3].some((id) => powerSaveBlocker.isStarted(id)),
      null,
    )
    return isAwake || undefined
  })
}

/** Records of one type that the fake engine has written. */
export function heardByEngine(shell: ShellUnderTest, type: string) {
  return shell.engineLog().filter((record) => record.type === type)
}

/** What must hold under the stand-in and in Electron itself. */
export function describeShell(open: Open): void {
  let shell: ShellUnderTest
  beforeAll(async () => {
    shell = await open()
    await workbenchOf(shell)
  })
  afterAll(async () => {
    await shell?.close()
  })

  it('the page is sandboxed and isolated, and has the bridge', async () => {
    const preferences = await shell.evaluate(
      ({ BrowserWindow }) =>
        // @ts-expect-error Electron has it, its declarations do not.
        BrowserWindow.getAllWindows()[0].webContents.getLastWebPreferences(),
      null,
    )
    expect(preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
    })
    const seen = await shell.page.evaluate(
      '({ host: quantbench.host, node: typeof process + typeof require + typeof Buffer })',
    )
    expect(seen).toEqual({ host: 'electron', node: 'undefinedundefinedundefined' })
    await shell.page.evaluate('(() => { try { window.quantbench = null } catch {} })()')
    expect(await shell.page.evaluate('quantbench.host')).toBe('electron')
  })

  it('the token is not in the address', () => {
    expect(new URL(shell.page.url()).search).toBe('')
  })

  it('the page cannot leave the engine, nor be sent away by it', async () => {
    const before = shell.page.url()
    for (const address of ['http://localhost:1/', 'https://example.invalid/', '/leave']) {
      await shell.page.evaluate(`location.href = ${JSON.stringify(address)}`).catch(() => undefined)
      await shell.page.waitForTimeout(200)
      expect(shell.page.url()).toBe(before)
    }
    expect(await titleOf(shell)).toBe('engine')
  })

  it('no second window opens', async () => {
    await shell.page.evaluate("window.open('http://127.0.0.1:1/'), 0")
    await shell.page.waitForTimeout(200)
    const count = await shell.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length, null)
    expect(count).toBe(1)
    // The browser opens a page before it hears that none is wanted.
    await expect.poll(() => shell.page.context().pages().length, { timeout: 10_000 }).toBe(1)
  })

  it('menus speak the language that the interface chose', async () => {
    const labels = () =>
      shell.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label), null)
    expect(await labels()).toContain('Edit')
    await shell.page.evaluate("quantbench.setLanguage('zh')")
    expect(await labels()).toContain('编辑')
    await shell.page.evaluate("quantbench.setLanguage('en')")
  })

  it('a model that is chosen in the menu is readable before the page hears of it', async () => {
    const model = join(shell.folder, 'a model.onnx')
    writeFileSync(model, '')
    await shell.evaluate(({ dialog, Menu }, path) => {
      Object.assign(dialog, { showOpenDialog: async () => ({ canceled: false, filePaths: [path] }) })
      Menu.getApplicationMenu()?.getMenuItemById('open-model')?.click()
    }, model)
    await untilInPage(shell, 'heard.paths.length === 1')
    expect(await shell.page.evaluate('heard.paths')).toEqual([[model]])
    expect(heardByEngine(shell, 'open-root')).toEqual([{ type: 'open-root', path: model }])
  })

  it('a menu entry and a link open views, from a second start too', async () => {
    await shell.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('jobs')?.click(), null)
    await untilInPage(shell, "heard.routes.at(-1) === '/jobs'")
    const folder = join(shell.folder, 'data set')
    mkdirSync(folder)
    const link = 'quantbench://run/1K3W9ZT0A-7xk2'
    expect(await shell.startAgain(['quantbench://start/ptq', link, folder, '--some-switch'])).toBe(0)
    await untilInPage(shell, "heard.routes.at(-1) === '/runs/1k3w9zt0a-7xk2' && heard.paths.length === 2")
    expect(await shell.page.evaluate('heard.paths.at(-1)')).toEqual([folder])
    expect(await shell.page.evaluate('heard.routes')).toEqual(['/jobs', '/runs/1k3w9zt0a-7xk2'])
  })

  it('asks before it ends while a job runs, and stays when told so', async () => {
    await runJob(shell)
    await answerQuestions(shell, 2)
    await shell.evaluate(({ app }) => app.quit(), null)
    const [question] = await until(async () => {
      const asked = await questionsOf(shell)
      return asked.length > 0 ? asked : undefined
    })
    expect(question?.buttons).toHaveLength(3)
    expect(heardByEngine(shell, 'stop')).toEqual([])
    expect(await titleOf(shell)).toBe('engine')
  })

  it('stops the engine and its jobs when told so', async () => {
    await answerQuestions(shell, 1)
    await shell.evaluate(({ app }) => app.quit(), null)
    expect(await shell.exited).toBe(0)
    expect(heardByEngine(shell, 'stop')).toEqual([{ type: 'stop', mode: 'stop' }])
  })
}

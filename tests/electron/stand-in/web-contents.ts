import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContext, CDPSession, Page } from 'playwright-core'
import { z } from 'zod'
import { invoke, type SenderFrame } from './ipc-main.ts'
import { PreventableEvent } from './preventable-event.ts'
import { session, type Session } from './session.ts'

const PRELOAD_WORLD = 'preload'
const invocation = z.object({ id: z.number(), channel: z.string(), args: z.array(z.unknown()) })
const contextInfo = z.object({ isDefault: z.boolean(), frameId: z.string() })
const source = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8')

/** A navigation that the page, not the shell, wants. */
class NavigationEvent extends PreventableEvent {
  readonly url: string
  readonly isMainFrame: boolean
  readonly isSameDocument = false

  constructor(url: string, isMainFrame: boolean) {
    super()
    this.url = url
    this.isMainFrame = isMainFrame
  }
}

/** What a window is made with; the session cannot cross to a test. */
export interface WebPreferences {
  session?: Session
  preload: string
}

type OpenHandler = (details: { url: string }) => { action: 'allow' | 'deny' }

/** The page of a window: a real one, whose preload runs in an isolated world of its own. */
export class WebContents extends EventEmitter {
  readonly session: Session
  private readonly preferences: WebPreferences
  private readonly page: Promise<Page>
  private readonly protocol: Promise<CDPSession>
  private openHandler: OpenHandler = () => ({ action: 'allow' })
  private mainFrame = ''
  /** The address that the shell itself is loading. */
  private loading: string | undefined
  private world: { id: number; origin: string } | undefined
  private address = ''

  constructor(context: Promise<BrowserContext>, page: Promise<Page>, preferences: WebPreferences) {
    super()
    this.preferences = preferences
    this.session = preferences.session ?? session.defaultSession
    this.page = page
    this.protocol = this.attach(context, page, preferences.preload)
  }

  private async attach(
    context: Promise<BrowserContext>,
    opened: Promise<Page>,
    preload: string,
  ): Promise<CDPSession> {
    const page = await opened
    const protocol = await (await context).newCDPSession(page)
    page.on('crash', () => this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 11 }))
    page.on('popup', (popup) => void this.hearPopup(popup))
    this.watchWorlds(protocol)
    this.watchNavigation(protocol)
    const { frameTree } = await protocol.send('Page.getFrameTree')
    this.mainFrame = frameTree.frame.id
    await protocol.send('Page.enable')
    await protocol.send('Runtime.enable')
    await protocol.send('Runtime.addBinding', { name: 'standInInvoke', executionContextName: PRELOAD_WORLD })
    await protocol.send('Page.addScriptToEvaluateOnNewDocument', { source: source('main-world.js') })
    await protocol.send('Page.addScriptToEvaluateOnNewDocument', {
      worldName: PRELOAD_WORLD,
      source: preloadScript(preload),
    })
    await protocol.send('Fetch.enable', { patterns: [{ urlPattern: '*', resourceType: 'Document' }] })
    return protocol
  }

  private watchWorlds(protocol: CDPSession): void {
    protocol.on('Runtime.executionContextCreated', ({ context }) => {
      const { isDefault, frameId } = contextInfo.parse(context.auxData)
      if (isDefault || context.name !== PRELOAD_WORLD || frameId !== this.mainFrame) return
      this.world = {
        id: context.id,
        origin: context.origin.includes('://') && context.origin !== '://' ? context.origin : 'null',
      }
    })
    protocol.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      if (name !== 'standInInvoke' || this.world?.id !== executionContextId) return
      void this.answer(this.world, payload)
    })
  }

  private watchNavigation(protocol: CDPSession): void {
    protocol.on('Page.frameNavigated', ({ frame }) => {
      if (frame.parentId === undefined) this.address = frame.url + (frame.urlFragment ?? '')
    })
    protocol.on('Page.navigatedWithinDocument', ({ frameId, url }) => {
      if (frameId === this.mainFrame) this.address = url
    })
    protocol.on('Page.domContentEventFired', () => this.emit('dom-ready'))
    protocol.on('Fetch.requestPaused', ({ requestId, request, frameId, redirectedRequestId }) => {
      const allowed = this.mayLoad(request.url, frameId === this.mainFrame, redirectedRequestId !== undefined)
      const answer = allowed
        ? protocol.send('Fetch.continueRequest', { requestId })
        : protocol.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' })
      void answer.catch(() => undefined)
    })
  }

  private mayLoad(url: string, isMainFrame: boolean, isRedirect: boolean): boolean {
    const event = new NavigationEvent(url, isMainFrame)
    if (isRedirect) this.emit('will-redirect', event)
    else if (isMainFrame && this.loading === url) this.loading = undefined
    else this.emit('will-frame-navigate', event)
    return !event.defaultPrevented
  }

  private async hearPopup(popup: Page): Promise<void> {
    const { action } = this.openHandler({ url: popup.url() })
    if (action === 'deny') await popup.close()
  }

  private async answer(world: { id: number; origin: string }, payload: string): Promise<void> {
    const { id, channel, args } = invocation.parse(JSON.parse(payload))
    const frame: SenderFrame = { url: this.address, origin: world.origin, parent: null }
    const answer = await invoke(frame, channel, args).then(
      (value) => ({ id, value }),
      (error: Error) => ({ id, error: error.message }),
    )
    await this.inPreload(world.id, `standIn.answer(${JSON.stringify(answer)})`)
  }

  private async inPreload(contextId: number, expression: string): Promise<void> {
    const protocol = await this.protocol
    // The page may be another one by now.
    await protocol.send('Runtime.evaluate', { contextId, expression }).catch(() => undefined)
  }

  async loadURL(url: string): Promise<void> {
    const protocol = await this.protocol
    this.loading = new URL(url).href
    const { errorText } = await protocol.send('Page.navigate', { url })
    if (errorText !== undefined) throw new Error(`${errorText} loading '${url}'`)
  }

  reload(): void {
    this.loading = this.address
    void this.protocol.then((protocol) => protocol.send('Page.reload'))
  }

  getURL(): string {
    return this.address
  }

  send(channel: string, ...args: unknown[]): void {
    if (this.world === undefined) return
    const expression = `standIn.emit(${JSON.stringify(channel)}, ${JSON.stringify(args)})`
    void this.inPreload(this.world.id, expression)
  }

  getLastWebPreferences(): object {
    const { session: _session, ...rest } = this.preferences
    return rest
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler
  }

  forcefullyCrashRenderer(): void {
    void this.protocol.then((protocol) => protocol.send('Page.crash').catch(() => undefined))
  }

  /** What `webUtils.getPathForFile` says of a file that the next drop or choice brings. */
  async standInKnowFile(name: string, path: string): Promise<void> {
    if (this.world === undefined) throw new Error('the preload has not run')
    const expression = `standIn.knowFile(${JSON.stringify(name)}, ${JSON.stringify(path)})`
    await this.inPreload(this.world.id, expression)
  }

  async standInClose(): Promise<void> {
    await (await this.page).close()
  }
}

function preloadScript(preload: string): string {
  const facts = {
    platform: process.platform,
    versions: { electron: '0.0.0', chrome: '0.0.0', node: process.versions.node },
  }
  return `if (window === window.top) {
    globalThis.STAND_IN = ${JSON.stringify(facts)};
    ${source('preload-world.js')}
    standIn.run((require, process) => {\n${readFileSync(preload, 'utf8')}\n});
  }`
}

import type { Page, Request } from 'playwright-core'

/** So long after the last byte nothing more comes of its own accord. */
const QUIET_MS = 200

/** What goes between a page and its engine, what it asks over its socket included. */
export class PageTraffic {
  private last = performance.now()
  private readonly open = new Set<Request>()

  constructor(page: Page) {
    const note = () => (this.last = performance.now())
    const end = (request: Request) => {
      this.open.delete(request)
      note()
    }
    page.on('request', (request) => this.open.add(request))
    page.on('requestfinished', end)
    page.on('requestfailed', end)
    page.on('websocket', (socket) => socket.on('framesent', note).on('framereceived', note))
  }

  /** Waits until nothing is on its way. */
  async quiet(): Promise<void> {
    for (;;) {
      const left = this.last + QUIET_MS - performance.now()
      if (left <= 0 && this.open.size === 0) return
      await new Promise((resolve) => setTimeout(resolve, Math.max(left, QUIET_MS / 10)))
    }
  }
}

import { BRIDGE_EVENTS } from '../../shared/host-bridge.ts'

type Channel = (typeof BRIDGE_EVENTS)[keyof typeof BRIDGE_EVENTS]

/** What the shell has to tell the interface, kept until the page that is loaded listens. */
export class Outbox {
  private readonly deliver: (channel: Channel, payload: unknown) => void
  private readonly listening = new Set<string>()
  private waiting: { channel: Channel; payload: unknown }[] = []

  constructor(deliver: (channel: Channel, payload: unknown) => void) {
    this.deliver = deliver
  }

  /** Opens a route; of several that nobody heard yet the last one counts. */
  navigate(route: string): void {
    this.waiting = this.waiting.filter(({ channel }) => channel !== BRIDGE_EVENTS.navigate)
    this.post(BRIDGE_EVENTS.navigate, route)
  }

  openPaths(paths: string[]): void {
    this.post(BRIDGE_EVENTS.openPaths, paths)
  }

  /** The page hears a channel from now on. */
  listen(channel: string): void {
    this.listening.add(channel)
    this.flush()
  }

  /** The page that listened is gone. */
  forget(): void {
    this.listening.clear()
  }

  private post(channel: Channel, payload: unknown): void {
    this.waiting.push({ channel, payload })
    this.flush()
  }

  private flush(): void {
    const ready = this.waiting.filter(({ channel }) => this.listening.has(channel))
    this.waiting = this.waiting.filter((message) => !ready.includes(message))
    for (const { channel, payload } of ready) this.deliver(channel, payload)
  }
}

/** The frame that an invocation comes from. */
export interface SenderFrame {
  url: string
  origin: string
  parent: SenderFrame | null
}

type Handler = (event: { senderFrame: SenderFrame | null }, ...args: unknown[]) => unknown

const handlers = new Map<string, Handler>()

export const ipcMain = {
  handle(channel: string, handler: Handler): void {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    handlers.set(channel, handler)
  },
}

/** What a preload's `ipcRenderer.invoke` comes to. Throws with Electron's words. */
export async function invoke(frame: SenderFrame | null, channel: string, args: unknown[]): Promise<unknown> {
  const handler = handlers.get(channel)
  try {
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`)
    return await handler({ senderFrame: frame }, ...args)
  } catch (error) {
    throw new Error(`Error invoking remote method '${channel}': ${String(error)}`, { cause: error })
  }
}

import { ipcMain, type IpcMainInvokeEvent } from 'electron'
import type { z } from 'zod'
import { BRIDGE_REQUESTS } from '../../shared/host-bridge.ts'
import { BRIDGE_SCHEMAS, type BridgeHandlers } from './bridge-requests.ts'

/** Only the page that the engine serves may ask, and only its main frame. */
function isFromInterface({ senderFrame }: IpcMainInvokeEvent, origin: string | undefined): boolean {
  return (
    origin !== undefined &&
    senderFrame !== null &&
    senderFrame.parent === null &&
    senderFrame.origin === origin
  )
}

/** Answers what the interface asks through the preload. `origin` is the engine's, while there is one. */
export function serveBridge(handlers: BridgeHandlers, origin: () => string | undefined): void {
  function serve<Argument>(
    channel: string,
    schema: z.ZodType<Argument>,
    handler: (argument: Argument) => unknown,
  ): void {
    ipcMain.handle(channel, (event, argument: unknown) => {
      if (!isFromInterface(event, origin())) throw new Error('Refused: this page is not the workbench')
      const parsed = schema.safeParse(argument)
      if (!parsed.success) throw new Error(`Refused: ${channel} was asked with something unexpected`)
      return handler(parsed.data)
    })
  }
  serve(BRIDGE_REQUESTS.chooseFile, BRIDGE_SCHEMAS.chooseFile, handlers.chooseFile)
  serve(BRIDGE_REQUESTS.chooseFolder, BRIDGE_SCHEMAS.chooseFolder, handlers.chooseFolder)
  serve(BRIDGE_REQUESTS.chooseSavePath, BRIDGE_SCHEMAS.chooseSavePath, handlers.chooseSavePath)
  serve(BRIDGE_REQUESTS.dropped, BRIDGE_SCHEMAS.dropped, handlers.dropped)
  serve(BRIDGE_REQUESTS.showInFolder, BRIDGE_SCHEMAS.showInFolder, handlers.showInFolder)
  serve(BRIDGE_REQUESTS.setTheme, BRIDGE_SCHEMAS.setTheme, handlers.setTheme)
  serve(BRIDGE_REQUESTS.setLanguage, BRIDGE_SCHEMAS.setLanguage, handlers.setLanguage)
  serve(BRIDGE_REQUESTS.recentPaths, BRIDGE_SCHEMAS.recentPaths, handlers.recentPaths)
  serve(BRIDGE_REQUESTS.addRecentPath, BRIDGE_SCHEMAS.addRecentPath, handlers.addRecentPath)
  serve(BRIDGE_REQUESTS.openRecentPath, BRIDGE_SCHEMAS.openRecentPath, handlers.openRecentPath)
  serve(BRIDGE_REQUESTS.clearRecentPaths, BRIDGE_SCHEMAS.clearRecentPaths, handlers.clearRecentPaths)
  serve(BRIDGE_REQUESTS.loaded, BRIDGE_SCHEMAS.loaded, handlers.loaded)
  serve(BRIDGE_REQUESTS.listening, BRIDGE_SCHEMAS.listening, handlers.listening)
}

import { dirname } from 'node:path'
import { nativeTheme, shell } from 'electron'
import type { BrowserWindow } from 'electron'
import type { Language } from '../../shared/host-bridge.ts'
import type { BridgeHandlers } from './bridge-requests.ts'
import { chooseFiles, chooseFolder, chooseSavePath } from './file-dialogs.ts'
import type { OpenedPaths } from './opened-paths.ts'
import type { Outbox } from './outbox.ts'
import type { RecentPaths } from './recent-paths.ts'

/** The parts of the shell that the interface reaches through the bridge. */
export interface BridgeContext {
  window: () => BrowserWindow | null
  outbox: Outbox
  opened: OpenedPaths
  recent: RecentPaths
  /** Makes what the user chose readable for the engine. */
  grant: (path: string) => void
  /** Opens paths as the menu does. */
  openPaths: (paths: string[]) => void
  setLanguage: (language: Language) => void
  onRecentChanged: () => void
}

/** What the shell does for the interface. */
export function bridgeHandlers(context: BridgeContext): BridgeHandlers {
  const { window, outbox, opened, recent, grant, openPaths, setLanguage, onRecentChanged } = context
  return {
    chooseFile: async (options) => {
      const paths = await chooseFiles(window(), options)
      for (const path of paths) grant(path)
      return paths
    },
    chooseFolder: async (options) => {
      const folder = await chooseFolder(window(), options)
      if (folder !== null) grant(folder)
      return folder
    },
    chooseSavePath: async (options) => {
      const path = await chooseSavePath(window(), options)
      if (path !== null) grant(dirname(path))
      return path
    },
    dropped: (path) => {
      grant(path)
      return path
    },
    showInFolder: (path) => shell.showItemInFolder(path),
    setTheme: (theme) => {
      nativeTheme.themeSource = theme
    },
    setLanguage,
    recentPaths: () => [...recent.all],
    addRecentPath: (path) => {
      if (!opened.has(path)) throw new Error('Refused: the user has not opened this')
      recent.add(path)
      onRecentChanged()
    },
    openRecentPath: (path) => {
      if (!recent.all.includes(path)) throw new Error('Refused: this is not among the recent ones')
      openPaths([path])
    },
    clearRecentPaths: () => {
      recent.clear()
      onRecentChanged()
    },
    loaded: () => outbox.forget(),
    listening: (channel) => outbox.listen(channel),
  }
}

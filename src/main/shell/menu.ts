import type { MenuItemConstructorOptions } from 'electron'
import type { Texts } from './texts.ts'

/** What the menu does beyond Electron's own roles. */
export interface MenuActions {
  openModel: () => void
  openFolder: () => void
  importBundle: () => void
  openRecent: (path: string) => void
  clearRecent: () => void
  navigate: (route: string) => void
}

export interface MenuContext {
  platform: NodeJS.Platform
  texts: Texts
  recent: readonly string[]
  /** Developer tools are for checkouts. */
  isPackaged: boolean
  actions: MenuActions
}

const SEPARATOR: MenuItemConstructorOptions = { type: 'separator' }

function settingsItem({ texts, actions }: MenuContext): MenuItemConstructorOptions {
  return {
    id: 'settings',
    label: texts.settings,
    accelerator: 'CmdOrCtrl+,',
    click: () => actions.navigate('/settings'),
  }
}

function recentItem({ texts, recent, actions }: MenuContext): MenuItemConstructorOptions {
  const paths = recent.map((path) => ({ label: path, click: () => actions.openRecent(path) }))
  return {
    id: 'recent',
    label: texts.openRecent,
    enabled: recent.length > 0,
    submenu: [
      ...paths,
      SEPARATOR,
      { id: 'clear-recent', label: texts.clearRecent, click: actions.clearRecent },
    ],
  }
}

function fileMenu(context: MenuContext): MenuItemConstructorOptions {
  const { texts, actions, platform } = context
  const end: MenuItemConstructorOptions[] =
    platform === 'darwin'
      ? [{ role: 'close', label: texts.close }]
      : [settingsItem(context), SEPARATOR, { role: 'quit', label: texts.quit }]
  return {
    label: texts.file,
    submenu: [
      { id: 'open-model', label: texts.openModel, accelerator: 'CmdOrCtrl+O', click: actions.openModel },
      {
        id: 'open-folder',
        label: texts.openFolder,
        accelerator: 'CmdOrCtrl+Shift+O',
        click: actions.openFolder,
      },
      recentItem(context),
      SEPARATOR,
      {
        id: 'import-bundle',
        label: texts.importBundle,
        accelerator: 'CmdOrCtrl+I',
        click: actions.importBundle,
      },
      SEPARATOR,
      ...end,
    ],
  }
}

function editMenu({ texts }: MenuContext): MenuItemConstructorOptions {
  return {
    label: texts.edit,
    submenu: [
      { role: 'undo', label: texts.undo },
      { role: 'redo', label: texts.redo },
      SEPARATOR,
      { role: 'cut', label: texts.cut },
      { role: 'copy', label: texts.copy },
      { role: 'paste', label: texts.paste },
      { role: 'selectAll', label: texts.selectAll },
    ],
  }
}

function viewMenu({ texts, actions, isPackaged }: MenuContext): MenuItemConstructorOptions {
  const development: MenuItemConstructorOptions[] = isPackaged
    ? []
    : [SEPARATOR, { role: 'toggleDevTools', label: texts.developerTools }]
  return {
    label: texts.view,
    submenu: [
      { id: 'runs', label: texts.runs, accelerator: 'CmdOrCtrl+1', click: () => actions.navigate('/runs') },
      { id: 'jobs', label: texts.jobs, accelerator: 'CmdOrCtrl+2', click: () => actions.navigate('/jobs') },
      SEPARATOR,
      { role: 'resetZoom', label: texts.actualSize },
      { role: 'zoomIn', label: texts.zoomIn },
      { role: 'zoomOut', label: texts.zoomOut },
      { role: 'togglefullscreen', label: texts.fullScreen },
      ...development,
    ],
  }
}

function windowMenu({ texts, platform }: MenuContext): MenuItemConstructorOptions {
  const minimize: MenuItemConstructorOptions = { role: 'minimize', label: texts.minimize }
  if (platform !== 'darwin') {
    return { label: texts.window, submenu: [minimize, { role: 'close', label: texts.close }] }
  }
  const submenu: MenuItemConstructorOptions[] = [
    minimize,
    { role: 'zoom', label: texts.zoom },
    SEPARATOR,
    { role: 'front', label: texts.front },
  ]
  return { role: 'window', label: texts.window, submenu }
}

function applicationMenu(context: MenuContext): MenuItemConstructorOptions {
  const { texts } = context
  return {
    label: 'Quantbench',
    submenu: [
      { role: 'about', label: texts.about },
      SEPARATOR,
      settingsItem(context),
      SEPARATOR,
      { role: 'services', label: texts.services },
      SEPARATOR,
      { role: 'hide', label: texts.hide },
      { role: 'hideOthers', label: texts.hideOthers },
      { role: 'unhide', label: texts.showAll },
      SEPARATOR,
      { role: 'quit', label: texts.quit },
    ],
  }
}

/** The menu bar: on macOS with the application's own menu first, elsewhere with settings, quit and about in theirs. */
export function menuTemplate(context: MenuContext): MenuItemConstructorOptions[] {
  const shared = [fileMenu(context), editMenu(context), viewMenu(context), windowMenu(context)]
  if (context.platform === 'darwin') return [applicationMenu(context), ...shared]
  const { texts } = context
  return [...shared, { label: texts.help, submenu: [{ role: 'about', label: texts.about }] }]
}

/*
 * What the Electron shell offers the interface as `window.quantbench`; a browser has none of it. Kept free of
 * packages: the sandboxed preload is one file that can load nothing but Electron.
 */

/** Name under which the bridge stands in the page's global scope. */
export const HOST_BRIDGE = 'quantbench'

/** Ending of a run bundle's name, the one kind of file that the desktop program is registered for. */
export const RUN_BUNDLE_EXTENSION = 'quantbench'

export type Language = 'en' | 'zh'
export type Theme = 'system' | 'light' | 'dark'

/** Kind of file that a dialog offers, as `{ name: 'ONNX model', extensions: ['onnx'] }`. */
export interface FileFilter {
  name: string
  extensions: string[]
}

export interface ChooseFileOptions {
  title?: string
  filters?: FileFilter[]
  multiple?: boolean
}

export interface ChooseFolderOptions {
  title?: string
}

export interface ChooseSavePathOptions {
  title?: string
  filters?: FileFilter[]
  /** Suggested name of the file, without a folder. */
  defaultName?: string
}

/** Takes a listener away again. */
export type Unsubscribe = () => void

/**
 * Whatever the user chooses, drops or opens through the shell becomes readable for the engine before the interface
 * hears of it. All paths are absolute. Calls from another page than the engine's are refused.
 */
export interface HostBridge {
  readonly host: 'electron'
  /** `linux`, `darwin` or `win32`. */
  readonly platform: string
  readonly versions: { readonly electron: string; readonly chrome: string; readonly node: string }
  /** Empty when the user chose nothing. */
  chooseFile(options?: ChooseFileOptions): Promise<string[]>
  chooseFolder(options?: ChooseFolderOptions): Promise<string | null>
  chooseSavePath(options?: ChooseSavePathOptions): Promise<string | null>
  /** Path of a dropped or picked file or folder; null for a `File` that is not on a disk. */
  pathOf(file: File): Promise<string | null>
  showInFolder(path: string): Promise<void>
  /** Routes of the interface (as `/runs/ID`) that a link, the menu or a notification asks for. */
  onNavigate(listener: (route: string) => void): Unsubscribe
  /** Models, folders and run bundles that the user opened by the menu, the dock, a double click or the command line. */
  onOpenPaths(listener: (paths: string[]) => void): Unsubscribe
  setTheme(theme: Theme): Promise<void>
  /** Language of the menus and of the shell's questions; the system's until this is called. */
  setLanguage(language: Language): Promise<void>
  /** Newest first. */
  recentPaths(): Promise<string[]>
  /** Remembers something that the user opened through the shell before; anything else is refused. */
  addRecentPath(path: string): Promise<void>
  /** Opens one of `recentPaths`: `onOpenPaths` hears it. */
  openRecentPath(path: string): Promise<void>
  clearRecentPaths(): Promise<void>
}

/** Channels of what the interface asks; `src/main/shell/bridge-requests.ts` has the schema of each one's argument. */
export const BRIDGE_REQUESTS = {
  chooseFile: 'bridge:choose-file',
  chooseFolder: 'bridge:choose-folder',
  chooseSavePath: 'bridge:choose-save-path',
  dropped: 'bridge:dropped',
  showInFolder: 'bridge:show-in-folder',
  setTheme: 'bridge:set-theme',
  setLanguage: 'bridge:set-language',
  recentPaths: 'bridge:recent-paths',
  addRecentPath: 'bridge:add-recent-path',
  openRecentPath: 'bridge:open-recent-path',
  clearRecentPaths: 'bridge:clear-recent-paths',
  /** Another page has been loaded, which listens to nothing yet. */
  loaded: 'bridge:loaded',
  listening: 'bridge:listening',
} as const

/** Channels of what the shell tells the interface. */
export const BRIDGE_EVENTS = {
  navigate: 'bridge:navigate',
  openPaths: 'bridge:open-paths',
} as const

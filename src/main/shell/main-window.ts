import { BrowserWindow, nativeTheme, screen, session, type Session } from 'electron'
import {
  placeWindow,
  readWindowState,
  SMALLEST_WINDOW,
  writeWindowState,
  type Bounds,
  type WindowState,
} from './window-state.ts'

/** The interface's session lives in memory: the engine's origin and token are others at every start. */
export function workbenchSession(): Session {
  return session.fromPartition('workbench')
}

function workAreas(): [Bounds, ...Bounds[]] {
  const main = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter(({ id }) => id !== main.id)
  return [main.workArea, ...others.map(({ workArea }) => workArea)]
}

function stateOf(window: BrowserWindow): WindowState {
  return { bounds: window.getNormalBounds(), maximized: window.isMaximized() }
}

const SETTLE_MS = 500

/** Stores the window's place a moment after it was last changed; returns what stores it at once. */
function keepState(window: BrowserWindow, file: string): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const store = async () => {
    clearTimeout(timer)
    if (!window.isDestroyed()) await writeWindowState(file, stateOf(window))
  }
  const soon = () => {
    clearTimeout(timer)
    timer = setTimeout(() => void store(), SETTLE_MS)
  }
  window.on('resize', soon)
  window.on('move', soon)
  window.on('maximize', soon)
  window.on('unmaximize', soon)
  return store
}

/** The window, and what stores its place. */
export interface MainWindow {
  window: BrowserWindow
  storeState: () => Promise<void>
}

/** Opens the window where it was: sandboxed, isolated, without Node. It shows once there is something to see. */
export async function openMainWindow(stateFile: string, preload: string): Promise<MainWindow> {
  const { bounds, maximized } = placeWindow(await readWindowState(stateFile), workAreas())
  const window = new BrowserWindow({
    ...bounds,
    minWidth: Math.min(SMALLEST_WINDOW.width, bounds.width),
    minHeight: Math.min(SMALLEST_WINDOW.height, bounds.height),
    show: false,
    title: 'Quantbench',
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#101014' : '#ffffff',
    webPreferences: {
      session: workbenchSession(),
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      // Dictionaries would be downloaded.
      spellcheck: false,
    },
  })
  window.once('ready-to-show', () => {
    if (maximized) window.maximize()
    window.show()
  })
  return { window, storeState: keepState(window, stateFile) }
}

// Stands in for `electron` where its binary cannot be had: windows are pages of a real Chromium, the preload runs in an
// isolated world, and navigation is asked about before it happens. What has no counterpart in a headless browser
// (taskbar, notifications, sleep, dialogs) is recorded. Names beginning with `standIn` are for tests.
export { app } from './app.ts'
export { BrowserWindow } from './browser-window.ts'
export {
  dialog,
  nativeTheme,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  screen,
  shell,
} from './desktop-parts.ts'
export { ipcMain } from './ipc-main.ts'
export { Menu } from './menu.ts'
export { session } from './session.ts'

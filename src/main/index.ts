import { app } from 'electron'
import { openWindow } from './shell/window.ts'

// Electron host. The engine that serves the interface runs in its own Node process; here are windows only.
const first = app.requestSingleInstanceLock()
if (!first) app.quit()

app.on('window-all-closed', () => {
  if (process.platform !== 'darwin') app.quit()
})

if (first) void app.whenReady().then(openWindow)

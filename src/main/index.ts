import { app } from 'electron'
import { APPLICATION_ID } from './shell/application-id.ts'
import { LINK_SCHEME, routeOfLink } from './shell/deep-link.ts'
import { Desktop } from './shell/desktop.ts'
import { isOpenable, readLaunchArguments } from './shell/launch-arguments.ts'

// Electron host. The engine that serves the interface runs in its own Node process; here are windows only.
app.enableSandbox()

function startDesktop(): void {
  const desktop = new Desktop(import.meta.dirname)
  const hasAppPath = !app.isPackaged
  app.on('second-instance', (_event, argv, folder) => {
    desktop.open(readLaunchArguments(argv, folder, hasAppPath))
  })
  // On macOS the system sends what was opened as events, the first ones before the program is ready.
  app.on('open-file', (event, path) => {
    event.preventDefault()
    if (isOpenable(path)) desktop.open({ routes: [], paths: [path] })
  })
  app.on('open-url', (event, url) => {
    event.preventDefault()
    const route = routeOfLink(url)
    if (route !== undefined) desktop.open({ routes: [route], paths: [] })
  })
  desktop.open(readLaunchArguments(process.argv, process.cwd(), hasAppPath))
  void app.whenReady().then(async () => {
    app.setAppUserModelId(APPLICATION_ID)
    if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME)
    await desktop.start()
  })
}

// A second start hands its arguments to the first one and ends.
if (app.requestSingleInstanceLock()) startDesktop()
else app.quit()

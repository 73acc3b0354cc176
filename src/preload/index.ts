import { contextBridge, ipcRenderer, webUtils, type IpcRendererEvent } from 'electron'
import { BRIDGE_EVENTS, BRIDGE_REQUESTS, HOST_BRIDGE, type HostBridge } from '../shared/host-bridge.ts'

/** Hears a channel; the shell keeps what it has to say until somebody does. */
function subscribe<T>(channel: string, listener: (payload: T) => void): () => void {
  const hear = (_event: IpcRendererEvent, payload: T) => listener(payload)
  ipcRenderer.on(channel, hear)
  void ipcRenderer.invoke(BRIDGE_REQUESTS.listening, channel)
  return () => ipcRenderer.off(channel, hear)
}

const bridge: HostBridge = {
  host: 'electron',
  platform: process.platform,
  versions: {
    electron: process.versions.electron,
    chrome: process.versions['chrome'] ?? '',
    node: process.versions.node,
  },
  chooseFile: (options = {}) => ipcRenderer.invoke(BRIDGE_REQUESTS.chooseFile, options),
  chooseFolder: (options = {}) => ipcRenderer.invoke(BRIDGE_REQUESTS.chooseFolder, options),
  chooseSavePath: (options = {}) => ipcRenderer.invoke(BRIDGE_REQUESTS.chooseSavePath, options),
  pathOf: async (file) => {
    const path = webUtils.getPathForFile(file)
    return path === '' ? null : await ipcRenderer.invoke(BRIDGE_REQUESTS.dropped, path)
  },
  showInFolder: (path) => ipcRenderer.invoke(BRIDGE_REQUESTS.showInFolder, path),
  onNavigate: (listener) => subscribe(BRIDGE_EVENTS.navigate, listener),
  onOpenPaths: (listener) => subscribe(BRIDGE_EVENTS.openPaths, listener),
  setTheme: (theme) => ipcRenderer.invoke(BRIDGE_REQUESTS.setTheme, theme),
  setLanguage: (language) => ipcRenderer.invoke(BRIDGE_REQUESTS.setLanguage, language),
  recentPaths: () => ipcRenderer.invoke(BRIDGE_REQUESTS.recentPaths),
  addRecentPath: (path) => ipcRenderer.invoke(BRIDGE_REQUESTS.addRecentPath, path),
  openRecentPath: (path) => ipcRenderer.invoke(BRIDGE_REQUESTS.openRecentPath, path),
  clearRecentPaths: () => ipcRenderer.invoke(BRIDGE_REQUESTS.clearRecentPaths),
}

// Pages of the shell itself are refused, which is no matter: they listen to nothing.
ipcRenderer.invoke(BRIDGE_REQUESTS.loaded).catch(() => undefined)
contextBridge.exposeInMainWorld(HOST_BRIDGE, bridge)

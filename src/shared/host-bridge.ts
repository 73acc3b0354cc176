/** What the Electron shell tells the interface; a browser has none of it. */
export interface HostBridge {
  readonly host: 'electron'
}

/** Name under which the bridge stands in the page's global scope. */
export const HOST_BRIDGE = 'quantbench'

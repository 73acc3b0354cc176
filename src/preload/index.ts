import { contextBridge } from 'electron'

contextBridge.exposeInMainWorld('quantbench', { host: 'electron' })

import { contextBridge } from 'electron'
import { HOST_BRIDGE, type HostBridge } from '../shared/host-bridge.ts'

contextBridge.exposeInMainWorld(HOST_BRIDGE, { host: 'electron' } satisfies HostBridge)

/// <reference types="vite/client" />
import type { HostBridge } from '../shared/host-bridge.ts'

declare global {
  interface Window {
    /** Only inside the desktop program. */
    readonly quantbench?: HostBridge
  }
}

import type { HostBridge } from '../../shared/host-bridge.ts'

/** What the desktop program offers; undefined in a browser. */
export const hostBridge: HostBridge | undefined = window.quantbench

/**
 * Why a GPU's clocks are lower than they could be, by bit: `nvmlClocksEventReason*` of NVML's nvml.h (until driver 535
 * `nvmlClocksThrottleReason*`, the same values).
 */
const REASON_BITS = [
  ['gpu_idle', 0x1],
  ['applications_clocks_setting', 0x2],
  ['sw_power_cap', 0x4],
  ['hw_slowdown', 0x8],
  ['sync_boost', 0x10],
  ['sw_thermal_slowdown', 0x20],
  ['hw_thermal_slowdown', 0x40],
  ['hw_power_brake_slowdown', 0x80],
  ['display_clocks_setting', 0x100],
] as const

export type ThrottleReason = (typeof REASON_BITS)[number][0]

/** Names of the bits that are set; bits that have no name here are left out. */
export function throttleReasons(mask: bigint): ThrottleReason[] {
  return REASON_BITS.flatMap(([name, bit]) => ((mask & BigInt(bit)) === 0n ? [] : [name]))
}

/** Idleness and settings that somebody chose hold clocks steadily; these come and go with heat and load. */
const DISTURBING: ReadonlySet<ThrottleReason> = new Set([
  'sw_power_cap',
  'hw_slowdown',
  'sw_thermal_slowdown',
  'hw_thermal_slowdown',
  'hw_power_brake_slowdown',
])

/** Whether clocks that are held down for this reason make timings differ from run to run. */
export function isDisturbing(reason: ThrottleReason): boolean {
  return DISTURBING.has(reason)
}

import { describe, expect, it } from 'vitest'
import { isDisturbing, throttleReasons } from '../../../src/main/telemetry/throttle.ts'

describe('throttleReasons', () => {
  it('names every bit of nvml.h and nothing else', () => {
    expect(throttleReasons(0n)).toEqual([])
    expect(throttleReasons(0x8n)).toEqual(['hw_slowdown'])
    expect(throttleReasons(0x1ffn)).toHaveLength(9)
    expect(throttleReasons((1n << 63n) | 0x40n)).toEqual(['hw_thermal_slowdown'])
  })

  it('tells heat and power from idleness and settings', () => {
    const disturbing = throttleReasons(0x1ffn).filter(isDisturbing)
    expect(disturbing).toEqual([
      'sw_power_cap',
      'hw_slowdown',
      'sw_thermal_slowdown',
      'hw_thermal_slowdown',
      'hw_power_brake_slowdown',
    ])
  })
})

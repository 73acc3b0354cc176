import { describe, expect, it } from 'vitest'
import {
  formatAgo,
  formatBytes,
  formatDuration,
  formatNumber,
  formatPercent,
  formatTime,
  NOTHING,
} from '../../../src/renderer/i18n/format.ts'

describe('formatNumber', () => {
  it('keeps the digits that were asked for', () => {
    expect(formatNumber('en', 0.3174, { digits: 3 })).toBe('0.317')
    expect(formatNumber('en', 61.4, { significant: 4, padded: true })).toBe('61.40')
    expect(formatNumber('en', 12345.6, { digits: 0 })).toBe('12,346')
  })

  it('writes a sign and a real minus', () => {
    expect(formatNumber('en', 0.002, { digits: 3, sign: true })).toBe('+0.002')
    expect(formatNumber('en', -0.002, { digits: 3, sign: true })).toBe('−0.002')
    expect(formatNumber('en', 0, { digits: 3, sign: true })).toBe('0.000')
  })

  it('has a dash for what is not there', () => {
    expect(formatNumber('en', null)).toBe(NOTHING)
    expect(formatNumber('zh', Number.NaN)).toBe(NOTHING)
  })
})

describe('units', () => {
  it('scales bytes and shares', () => {
    expect(formatBytes('en', 0)).toBe('0 B')
    expect(formatBytes('en', 999)).toBe('999 B')
    expect(formatBytes('en', 7_634_112)).toBe('7.63 MB')
    expect(formatPercent('en', 0.5)).toBe('50%')
  })

  it('says durations in two units, in the language', () => {
    expect(formatDuration('en', 0.34)).toBe('340 ms')
    expect(formatDuration('en', 4.2)).toBe('4.2 s')
    expect(formatDuration('en', 59.97)).toBe('1 min 0 s')
    expect(formatDuration('en', 4320)).toBe('1 h 12 min')
    expect(formatDuration('zh', 200)).toBe('3 分 20 秒')
  })

  it('writes local times that sort', () => {
    expect(formatTime(new Date(2026, 2, 9, 14, 5).getTime())).toBe('2026-03-09 14:05')
  })

  it('says how long ago, and the date after a week', () => {
    const now = new Date(2026, 2, 20, 12).getTime()
    expect(formatAgo('en', now - 5 * 60_000, now)).toBe('5 minutes ago')
    expect(formatAgo('zh', now - 3 * 3_600_000, now)).toBe('3小时前')
    expect(formatAgo('en', new Date(2026, 2, 9, 12).getTime(), now)).toBe('2026-03-09')
  })
})

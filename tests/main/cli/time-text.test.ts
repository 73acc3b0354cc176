import { describe, expect, it } from 'vitest'
import { durationText, timeText } from '../../../src/main/cli/time-text.ts'

describe('timeText', () => {
  it('is local time to the minute', () => {
    expect(timeText(new Date(2026, 2, 1, 4, 5, 59).getTime())).toBe('2026-03-01 04:05')
  })
})

describe('durationText', () => {
  it.each([
    [0, '0 ms'],
    [849.6, '850 ms'],
    [1000, '1.0 s'],
    [59_949, '59.9 s'],
    [59_951, '1:00 min'],
    [245_000, '4:05 min'],
    [3_599_400, '59:59 min'],
    [3_599_600, '1:00:00 h'],
    [7_207_000, '2:00:07 h'],
  ])('%d ms is %s', (milliseconds, text) => {
    expect(durationText(milliseconds)).toBe(text)
  })
})

import { describe, expect, it } from 'vitest'
import { formatLogLine, parseLogLine } from '../../../src/main/jobs/log-line.ts'

describe('log lines', () => {
  it('come back as they were written', () => {
    const time = Date.UTC(2026, 0, 31, 12, 0, 0, 7)
    const line = formatLogLine(time, 'warn', 'Two images  left out')
    expect(line).toBe('2026-01-31T12:00:00.007Z warn Two images  left out')
    expect(parseLogLine(line)).toEqual({ time, level: 'warn', text: 'Two images  left out' })
  })

  it.each([
    '[W:onnxruntime] something',
    '2026-01-31T12:00:00.007Z loud text',
    '2026-01-31 12:00 info text',
    '',
  ])('of others are text only: %s', (text) => {
    expect(parseLogLine(text)).toEqual({ time: null, level: null, text })
  })
})

import { describe, expect, it } from 'vitest'
import { Trace } from '../../../src/main/telemetry/trace.ts'
import { sampleAt } from './samples.ts'

function timesOf(limit: number, count: number): number[] {
  const trace = new Trace(limit)
  for (let time = 0; time < count; time++) trace.add(sampleAt(time))
  return trace.samples.map(({ time }) => time)
}

describe('Trace', () => {
  it('keeps everything up to its limit', () => {
    expect(timesOf(4, 4)).toEqual([0, 1, 2, 3])
  })

  it('thins out evenly, from the first sample on', () => {
    expect(timesOf(4, 5)).toEqual([0, 2, 4])
    expect(timesOf(4, 8)).toEqual([0, 2, 4, 6])
    expect(timesOf(4, 9)).toEqual([0, 4, 8])
    expect(timesOf(3, 8)).toEqual([0, 4])
  })

  it('holds a night in bounded memory, evenly spread', () => {
    // Twelve hours at two samples a second.
    const times = timesOf(1024, 86_400)
    expect(times.length).toBeLessThanOrEqual(1024)
    expect(times.length).toBeGreaterThan(512)
    expect(new Set(times.slice(1).map((time, at) => time - times[at]))).toEqual(new Set([128]))
    expect(86_400 - (times.at(-1) ?? 0)).toBeLessThanOrEqual(128)
  })
})

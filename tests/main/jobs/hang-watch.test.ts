import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { HangWatch } from '../../../src/main/jobs/hang-watch.ts'

const LIMITS = { startMs: 5000, silentMs: 3000, blockedMs: 10_000, gapMs: 2500 }

/** A watch whose clock the test moves. */
function watching() {
  let now = 1000
  let beat = 0
  const watch = new HangWatch(LIMITS, () => now)
  const step = (ms: number) => (now += ms)
  const beats = (blockedMs = 0) => watch.look({ beat: ++beat, blockedMs, residentMB: 100 })
  return { watch, step, beats }
}

describe('HangWatch', () => {
  it('bears silence up to the limit, and every sign of life starts it anew', () => {
    const { watch, step, beats } = watching()
    expect(beats()).toBeUndefined()
    for (let second = 0; second < 3; second++) {
      step(1000)
      expect(watch.look(undefined)).toBeUndefined()
    }
    watch.heard()
    for (let second = 0; second < 3; second++) {
      step(1000)
      expect(watch.look({ beat: 1, blockedMs: 0, residentMB: 1 })).toBeUndefined()
    }
    step(1)
    expect(watch.look(undefined)).toBe('it gave no sign of life for 3.0 s')
  })

  it('waits longer for the first sign', () => {
    const { watch, step } = watching()
    for (let second = 0; second < 5; second++) {
      step(1000)
      expect(watch.look(undefined)).toBeUndefined()
    }
    step(1)
    expect(watch.look(undefined)).toMatch(/no sign of life within 5\.0 s/)
  })

  it('starts the count anew after a sleep of its own or of the machine, however late the silence was', () => {
    const { watch, step, beats } = watching()
    beats()
    step(2000)
    expect(watch.look(undefined)).toBeUndefined()
    for (const hours of [8, 0.001]) {
      step(hours * 3_600_000)
      expect(watch.look(undefined)).toBeUndefined()
    }
    step(2000)
    expect(watch.look(undefined)).toBeUndefined()
    step(1001)
    expect(watch.look(undefined)).toBe('it gave no sign of life for 3.0 s')
  })

  it('does so too before the first sign of life', () => {
    const { watch, step } = watching()
    for (let look = 0; look < 20; look++) {
      step(4000)
      expect(watch.look(undefined)).toBeUndefined()
    }
    for (const late of [false, false, true]) {
      step(2000)
      expect(watch.look(undefined) !== undefined).toBe(late)
    }
  })

  it('looks at no wall clock', () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2030, 0) })
    onTestFinished(() => void vi.useRealTimers())
    const watch = new HangWatch(LIMITS)
    watch.heard()
    for (const year of [1971, 2090, 1980]) {
      vi.setSystemTime(Date.UTC(year, 0))
      expect(watch.look(undefined)).toBeUndefined()
    }
  })

  it('counts nothing while the job is held', () => {
    const { watch, step, beats } = watching()
    beats()
    for (let second = 0; second < 60; second++) {
      step(1000)
      watch.held()
    }
    step(1000)
    expect(watch.look(undefined)).toBeUndefined()
  })

  it('notices a main thread that is stuck in a process that lives', () => {
    const { step, beats } = watching()
    step(1000)
    expect(beats(10_000)).toBeUndefined()
    step(1000)
    expect(beats(11_000)).toBe('its main thread has been stuck for 11 s')
  })
})

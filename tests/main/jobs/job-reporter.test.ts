import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { JobMessage } from '../../../src/main/jobs/job-message.ts'
import { parseLogLine } from '../../../src/main/jobs/log-line.ts'
import { JobReporter } from '../../../src/main/jobs/job-reporter.ts'

function reporting() {
  const messages: JobMessage[] = []
  const lines: string[] = []
  const reporter = new JobReporter(
    (message) => messages.push(message),
    (line) => lines.push(line),
  )
  const progress = () =>
    messages.flatMap((message) => (message.type === 'progress' ? [message.progress] : []))
  return { reporter, messages, lines, progress }
}

describe('JobReporter', () => {
  it('tells the first and the last step of every phase, and few between', async () => {
    const { reporter, progress, lines } = reporting()
    await reporter.task('Work', new AbortController().signal, async ({ onProgress }) => {
      for (const phase of ['one', 'two'])
        for (let done = 0; done <= 5000; done++) onProgress?.({ phase, done, total: 5000, unit: 'steps' })
    })
    for (const phase of ['one', 'two']) {
      const told = progress().filter((each) => each.phase === phase)
      expect(told[0]).toMatchObject({ task: 'Work', done: 0, rate: 0, etaSeconds: null })
      expect(told.at(-1)).toMatchObject({ done: 5000, etaSeconds: 0 })
      expect(told.length).toBeLessThan(1000)
    }
    expect(lines.map((line) => parseLogLine(line).text)).toEqual(['Work'])
  })

  it('tells what was held back when asked to', async () => {
    const { reporter, progress } = reporting()
    await reporter.task('Work', new AbortController().signal, async ({ onProgress }) => {
      for (let done = 0; done < 3; done++) onProgress?.({ phase: 'one', done, total: 9, unit: 'steps' })
    })
    expect(progress().at(-1)).toMatchObject({ done: 2, total: 9 })
    const before = progress().length
    reporter.flush()
    expect(progress()).toHaveLength(before)
  })

  it('tells rate and time left as they are, whatever becomes of the wall clock', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'], now: Date.UTC(2030, 0) })
    onTestFinished(() => void vi.useRealTimers())
    const { reporter, progress, messages } = reporting()
    await reporter.task('Work', new AbortController().signal, async ({ onProgress }) => {
      for (let done = 0; done <= 10; done++) {
        onProgress?.({ phase: 'one', done, total: 20, unit: 'steps' })
        reporter.log('info', `step ${done}`)
        vi.setSystemTime(Date.UTC(done % 2 === 0 ? 1990 : 2050, 0))
        vi.advanceTimersByTime(500)
      }
    })
    const told = progress().slice(1)
    expect(told).toHaveLength(10)
    for (const { rate, etaSeconds, done } of told) {
      expect(rate).toBeCloseTo(2, 9)
      expect(etaSeconds).toBeCloseTo((20 - done) / 2, 9)
    }
    expect(messages.filter(({ type }) => type === 'log')).toHaveLength(12)
  })

  it('goes on telling lines when the clock is set back', () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'], now: Date.UTC(2030, 0) })
    onTestFinished(() => void vi.useRealTimers())
    const { reporter, messages } = reporting()
    const tell = () => {
      for (let line = 0; line < 300; line++) reporter.log('info', `line ${line}`)
      return messages.splice(0).length
    }
    expect(tell()).toBe(201)
    vi.setSystemTime(Date.UTC(2029, 0))
    expect(tell()).toBe(0)
    vi.advanceTimersByTime(1000)
    expect(tell()).toBe(201)
  })

  it('writes every line, and tells so many a second', () => {
    const { reporter, messages, lines } = reporting()
    for (let line = 0; line < 5000; line++) reporter.log('info', `line ${line}`)
    expect(lines).toHaveLength(5000)
    expect(messages.length).toBeGreaterThanOrEqual(200)
    expect(messages.length).toBeLessThan(2500)
    expect(messages).toContainEqual(
      expect.objectContaining({ level: 'warn', text: expect.stringContaining('log file') }),
    )
  })
})

import { describe, expect, it } from 'vitest'
import type { JobMessage } from '../../../src/main/jobs/job-message.ts'
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
    expect(lines).toEqual(['Work'])
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

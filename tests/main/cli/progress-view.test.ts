import { describe, expect, it, vi } from 'vitest'
import type { StageContext } from '../../../src/main/base/progress.ts'
import { jsonLinesView, terminalView, type ProgressView } from '../../../src/main/cli/progress-view.ts'

/** What the latest work wrote, also where it threw. */
const written = { stdout: '', stderr: '' }

/** Shows one piece of work. @returns its result. */
async function show<T>(view: ProgressView, work: (context: StageContext) => Promise<T>): Promise<T> {
  Object.assign(written, { stdout: '', stderr: '' })
  const catching = (stream: 'stdout' | 'stderr') =>
    vi.spyOn(process[stream], 'write').mockImplementation((chunk) => {
      written[stream] += String(chunk)
      return true
    })
  const spies = [catching('stdout'), catching('stderr')]
  try {
    return await view.task('Count', new AbortController().signal, work)
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
}

const lines = () =>
  written.stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

const step = (done: number, label?: string) => ({ phase: 'count', done, total: 100, unit: 'things', label })

describe('jsonLinesView', () => {
  it('writes one JSON object a line: start, state, end', async () => {
    await show(jsonLinesView, async ({ onProgress }) => {
      onProgress?.(step(0, 'a'))
      onProgress?.(step(100, 'a'))
    })
    expect(lines()).toMatchObject([
      { task: 'Count', state: 'started' },
      { task: 'Count', state: 'running', phase: 'count', label: 'a', done: 0, total: 100, unit: 'things' },
      { state: 'running', done: 100, etaSeconds: 0 },
      { task: 'Count', state: 'done' },
    ])
    expect(written.stdout).toBe('')
  })

  it('tells rate and time left although the detail changes with every step', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] })
    try {
      await show(jsonLinesView, async ({ onProgress }) => {
        for (let done = 1; done <= 4; done++) {
          onProgress?.({ ...step(done), detail: `loss ${done}` })
          vi.advanceTimersByTime(2000)
        }
      })
    } finally {
      vi.useRealTimers()
    }
    expect(lines().at(-2)).toMatchObject({ detail: 'loss 4', rate: 0.5, etaSeconds: 192 })
  })

  it('goes on writing lines when the wall clock is set back', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'], now: Date.UTC(2030, 0) })
    try {
      await show(jsonLinesView, async ({ onProgress }) => {
        for (let done = 1; done <= 3; done++) {
          onProgress?.(step(done))
          vi.setSystemTime(Date.UTC(2000, 0))
          vi.advanceTimersByTime(2000)
        }
      })
    } finally {
      vi.useRealTimers()
    }
    expect(lines().filter(({ state }) => state === 'running')).toHaveLength(3)
  })

  it('writes at most a line a second, but always the last step', async () => {
    await show(jsonLinesView, async ({ onProgress }) => {
      for (let done = 1; done <= 100; done++) onProgress?.(step(done))
    })
    const running = lines().filter(({ state }) => state === 'running')
    expect(running.length).toBeLessThan(100)
    expect(running.at(-1)).toMatchObject({ done: 100 })
  })

  it('measures each label from its own start', async () => {
    vi.useFakeTimers()
    try {
      await show(jsonLinesView, async ({ onProgress }) => {
        onProgress?.(step(0, 'fast'))
        vi.advanceTimersByTime(2000)
        onProgress?.(step(50, 'fast'))
        vi.advanceTimersByTime(2000)
        onProgress?.(step(0, 'slow'))
      })
    } finally {
      vi.useRealTimers()
    }
    const [, , fast, slow] = lines()
    expect(fast).toMatchObject({ label: 'fast', rate: 25, etaSeconds: 2 })
    expect(slow).toMatchObject({ label: 'slow', rate: 0, etaSeconds: null })
  })

  it('hands on the result and the error', async () => {
    expect(await show(jsonLinesView, async () => 7)).toBe(7)
    const boom = new Error('boom')
    await expect(show(jsonLinesView, () => Promise.reject(boom))).rejects.toBe(boom)
    expect(lines().map(({ state }) => state)).toEqual(['started'])
  })
})

describe('terminalView', () => {
  it('hands on the result and the error, and leaves stdout alone', async () => {
    const found = await show(terminalView, async ({ onProgress }) => {
      onProgress?.(step(1))
      return { seven: 7 }
    })
    expect(found).toEqual({ seven: 7 })
    expect(written.stdout).toBe('')
    expect(written.stderr).toContain('Count')
    const boom = new Error('boom')
    await expect(show(terminalView, () => Promise.reject(boom))).rejects.toBe(boom)
  })
})

import { join } from 'node:path'
import { tmpdir } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { AnalysisProcess, type AnalysisOptions } from '../../../../src/main/api/analysis/analysis-process.ts'
import { startProcess } from '../../../../src/main/base/child-process.ts'
import { listProcesses } from '../../../../src/main/base/process-table.ts'

process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'quantbench-test-compile-cache')

function acting(options: Partial<AnalysisOptions> = {}): AnalysisProcess {
  const entry = new URL('./fixtures/acting-analysis.ts', import.meta.url)
  const analysis = new AnalysisProcess({ entry, ...options })
  onTestFinished(() => analysis.close())
  return analysis
}

const act = (analysis: AnalysisProcess, path: string, signal?: AbortSignal) =>
  analysis.ask('models.graph', { path }, signal)

async function pidOf(analysis: AnalysisProcess): Promise<number> {
  return (await act(analysis, 'pid')).tensors['pid'].scale ?? 0
}

const isAlive = (wanted: number) => listProcesses().some(({ pid }) => pid === wanted)

async function untilGone(pid: number): Promise<void> {
  while (isAlive(pid)) await sleep(20)
}

describe('AnalysisProcess', () => {
  it('starts a process with the first question and keeps it', async () => {
    const analysis = acting()
    expect(await analysis.pid()).toBeNull()
    const pid = await pidOf(analysis)
    expect(pid).not.toBe(process.pid)
    expect(await pidOf(analysis)).toBe(pid)
    expect(await analysis.pid()).toBe(pid)
  })

  it('passes on what an analysis throws, with code and way out', async () => {
    const analysis = acting()
    await expect(act(analysis, 'fail')).rejects.toMatchObject({
      code: 'MODEL_INPUT',
      message: 'Expected bread, got stones',
      wayOut: 'Bake.',
    })
    await expect(act(analysis, 'throw')).rejects.toMatchObject({
      code: 'ANALYSIS_FAILED',
      message: 'nobody expects this',
    })
  })

  it('takes no answer that is not what was asked for', async () => {
    await expect(act(acting(), 'wrong')).rejects.toMatchObject({
      code: 'ANALYSIS_FAILED',
      message: expect.stringContaining('models.graph gave no proper answer'),
    })
  })

  it('refuses malformed input on the other side too', async () => {
    const analysis = acting()
    await expect(analysis.ask('models.graph', { path: '' })).rejects.toMatchObject({ code: 'USAGE' })
    await expect(act(analysis, 'x'.repeat(5000))).rejects.toMatchObject({ code: 'USAGE' })
  })

  it.each([
    ['abort', 'native code gave up (SIGABRT); it said "last words"'],
    ['exit 3', 'exit status 3'],
    ['later', 'exit status 1'],
  ])(
    'a process that ends by itself (%s) fails its question, and the next one starts another',
    async (end, why) => {
      const analysis = acting()
      const pid = await pidOf(analysis)
      await expect(act(analysis, end)).rejects.toMatchObject({
        code: 'ANALYSIS_FAILED',
        message: expect.stringContaining(why),
      })
      expect(await pidOf(analysis)).not.toBe(pid)
    },
  )

  it('names the memory that ran out', async () => {
    const analysis = acting({ nodeOptions: ['--max-old-space-size=32'] })
    await expect(act(analysis, 'heap')).rejects.toMatchObject({
      code: 'ANALYSIS_FAILED',
      message: expect.stringContaining('JavaScript memory ran out'),
    })
  })

  it('fails what a killed process worked on', async () => {
    const analysis = acting()
    const pid = await pidOf(analysis)
    const waiting = act(analysis, 'wait')
    // Questions are taken in their order: with the answer to the second one, the first is under way.
    await pidOf(analysis)
    process.kill(pid, 'SIGKILL')
    await expect(waiting).rejects.toMatchObject({
      code: 'ANALYSIS_FAILED',
      message: expect.stringMatching(/models\.graph ended: it was killed \(SIGKILL\).*waiting/),
    })
    expect(await pidOf(analysis)).not.toBe(pid)
  })

  it('a crash costs the question that caused it and no other', async () => {
    const analysis = acting()
    await pidOf(analysis)
    const all = await Promise.allSettled(
      ['slow 200', 'abort', 'slow 200', 'pid', 'slow 10', 'exit 4'].map((path) => act(analysis, path)),
    )
    expect(all.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
    ])
  })

  it('works on several questions at a time, and no more than it may', async () => {
    const analysis = acting({ mostOpen: 3 })
    const all = await Promise.all(Array.from({ length: 10 }, () => act(analysis, 'slow 30')))
    const most = Math.max(...all.map(({ tensors }) => tensors['open'].scale ?? 0))
    expect(most).toBe(3)
  })

  it('refuses more questions than may wait', async () => {
    const analysis = acting({ mostOpen: 1, mostWaiting: 2 })
    const all = await Promise.allSettled(Array.from({ length: 5 }, () => act(analysis, 'slow 30')))
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    await expect(act(analysis, 'pid')).resolves.toBeDefined()
  })

  it('cancels a question by its signal and keeps the process', async () => {
    const analysis = acting()
    const pid = await pidOf(analysis)
    const controller = new AbortController()
    const waiting = act(analysis, 'wait', controller.signal)
    await pidOf(analysis)
    controller.abort()
    await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(await pidOf(analysis)).toBe(pid)
    await expect(act(analysis, 'pid', controller.signal)).rejects.toMatchObject({ code: 'CANCELLED' })
  })

  it('a cancelled question that is still waiting is never worked on', async () => {
    const analysis = acting({ mostOpen: 1 })
    const first = act(analysis, 'slow 200')
    const controller = new AbortController()
    const second = act(analysis, 'abort', controller.signal)
    controller.abort()
    await expect(second).rejects.toMatchObject({ code: 'CANCELLED' })
    await first
    await expect(act(analysis, 'pid')).resolves.toBeDefined()
  })

  it('ends a process that does not stop, and asks the innocent again', async () => {
    const analysis = acting({ cancelGraceMs: 100 })
    const pid = await pidOf(analysis)
    const controller = new AbortController()
    const busy = act(analysis, 'busy', controller.signal)
    const innocent = act(analysis, 'pid')
    controller.abort()
    await expect(busy).rejects.toMatchObject({ code: 'CANCELLED' })
    const { tensors } = await innocent
    expect(tensors['pid'].scale).not.toBe(pid)
    await untilGone(pid)
  })

  it('rests when nothing is asked', async () => {
    const analysis = acting({ idleMs: 50 })
    const pid = await pidOf(analysis)
    await untilGone(pid)
    expect(await analysis.pid()).toBeNull()
    expect(await pidOf(analysis)).not.toBe(pid)
  })

  it('ends with close, which cancels what is open', async () => {
    const analysis = acting({ mostOpen: 1 })
    const pid = await pidOf(analysis)
    const all = Promise.allSettled([act(analysis, 'wait'), act(analysis, 'pid')])
    await analysis.close()
    expect((await all).map((one) => one.status === 'rejected' && one.reason.code)).toEqual([
      'CANCELLED',
      'CANCELLED',
    ])
    await untilGone(pid)
    await expect(act(analysis, 'pid')).rejects.toMatchObject({ code: 'CANCELLED' })
  })

  it('says so when it cannot be started', async () => {
    const analysis = acting({ entry: new URL('file:///nowhere/analysis.ts') })
    await expect(act(analysis, 'pid')).rejects.toMatchObject({ code: 'ANALYSIS_FAILED' })
  })

  it.each(['wait', 'busy'])('its process ends when the engine is killed, also at work (%s)', async (work) => {
    const pids: number[] = []
    const fixture = fileURLToPath(new URL('./fixtures/asking-engine.ts', import.meta.url))
    const engine = await startProcess(process.execPath, [fixture, work], {
      onLine: (line) => pids.push(Number(line)),
    })
    while (pids.length === 0) await sleep(20)
    await sleep(200)
    expect(isAlive(pids[0])).toBe(true)
    process.kill(engine.pid, 'SIGKILL')
    await engine.exited
    await untilGone(pids[0])
  })
})

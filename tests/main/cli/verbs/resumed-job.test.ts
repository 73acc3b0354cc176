import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { resourcePath } from '../../../../src/main/base/resources.ts'
import { makeDemoSet } from '../../../../src/main/data/demo-set.ts'
import { runCommand } from '../../../support/command-line.ts'
import { Supervision } from '../../jobs/supervision.ts'
import { temporaryStore } from '../../runs/temporary-store.ts'

const ENTRY = new URL('../../../../src/main/job.ts', import.meta.url)

let folder = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'quantbench-job-'))
  await makeDemoSet(join(folder, 'data'), { train: 1, val: 80 })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('an evaluation as a job', () => {
  it('that is killed goes on under its run when it is tried again, and ends with the same statistics', async () => {
    const argv = [
      'eval',
      resourcePath('demo/detector.onnx'),
      '--data',
      join(folder, 'data'),
      '--threads',
      '1',
    ]
    const straight = await runCommand(...argv, '--home', join(folder, 'straight'), '--json')
    const supervision = new Supervision({ entry: ENTRY, store: temporaryStore(join(folder, 'home')) })
    const { store, supervisor } = supervision
    await supervisor.start()
    const { id } = supervision.submit(argv, { resumable: true })
    const pid = await new Promise<number>((resolve) => {
      const end = supervisor.subscribe((event) => {
        if (event.type !== 'progress' || event.progress.unit !== 'images' || event.progress.done < 20) return
        const { owner } = store.jobs.summary(id)
        end()
        if (owner !== null) resolve(owner.pid)
      })
    })
    process.kill(pid, 'SIGKILL')
    expect((await supervision.ended(id)).state).toBe('failed')
    supervisor.queue.retry(id)
    const { state, result, runs } = await supervision.ended(id)
    expect(state).toBe('done')
    const { stats, perClass } = JSON.parse(straight.stdout)
    expect(result).toMatchObject({ stats, perClass, run: runs[0], timing: { images: 80 } })
    expect(result).toHaveProperty('timing.resumedFrom', expect.any(Number))
    expect(result).not.toHaveProperty('timing.resumedFrom', 0)
    expect(store.runs.list().total).toBe(1)
    expect(readdirSync(join(folder, 'home', 'partial'))).toEqual([])
  })
})

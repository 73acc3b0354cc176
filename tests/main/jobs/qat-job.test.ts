import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { describeInput } from '../../../src/main/jobs/job-input.ts'
import type { JobSpecification } from '../../../src/main/jobs/job-specification.ts'
import type { JobSummary } from '../../../src/main/runs/job-record.ts'
import { isSameProcess } from '../../../src/main/runs/process-identity.ts'
import { runCommand } from '../../support/command-line.ts'
import { useTinyWorkspace } from '../../support/tiny-workspace.ts'
import { temporaryStore } from '../runs/temporary-store.ts'
import { acting, eventually, lives, Supervision } from './supervision.ts'

const workspace = useTinyWorkspace(4)
const ENTRY = new URL('../../../src/main/job.ts', import.meta.url)
const inFolder = (name: string) => join(workspace.folder, name)

const PLAN = ['--iters', '60', '--epochs', '20', '--batch', '2', '--lr', '1e-4', '--lsq', '--flip', '0.5']

function qat(out: string): string[] {
  const { model, data } = workspace
  const files = ['--parent', inFolder('q.onnx'), '--train', data, '--data', data, '--out', out]
  return ['qat', model, ...files, ...PLAN, '--threads', '1']
}

async function resumableQat(out: string): Promise<JobSpecification> {
  const parent = await describeInput('parent', inFolder('q.onnx'))
  return acting(qat(out), { kind: 'qat', inputs: [parent], resumable: true })
}

/** Number of the process that does a job's work, once it does. */
function processOf({ owner, supervisor }: JobSummary): number | undefined {
  return owner === null || isSameProcess(owner, supervisor) ? undefined : owner.pid
}

/** Kills a job's process as soon as it has written a checkpoint. */
async function killTraining({ store }: Supervision, id: string, checkpoint: string): Promise<void> {
  const version = () => (existsSync(checkpoint) ? statSync(checkpoint).ino : undefined)
  const before = version()
  await eventually(() => processOf(store.jobs.summary(id)) !== undefined && version() !== before)
  const pid = processOf(store.jobs.summary(id))
  if (pid === undefined) throw new Error('The training ended before it could be killed')
  process.kill(pid, 'SIGKILL')
  await eventually(() => !lives(pid))
}

describe('a fine-tuning that is a job', () => {
  beforeAll(async () => {
    const { model, data, home } = workspace
    const flags = ['--calib', data, '--method', 'max', '--out', inFolder('q.onnx'), '--home', home]
    expect((await runCommand('ptq', model, ...flags, '--threads', '1')).status).toBe(0)
    const whole = await runCommand(...qat(inFolder('whole.onnx')), '--home', home, '--json')
    expect(whole.status).toBe(0)
  })

  it('killed with and without its supervisor, ends with the bytes of one that was not', async () => {
    const out = inFolder('parts.onnx')
    const checkpoint = `${out}.checkpoint`
    const store = temporaryStore(workspace.home)
    const first = new Supervision({ entry: ENTRY, store })
    await first.supervisor.start()
    const { id } = first.supervisor.queue.submit(await resumableQat(out))

    // What is killed while its supervisor lives has failed, and goes on when it is asked for again.
    await killTraining(first, id, checkpoint)
    expect(await first.ended(id)).toMatchObject({
      number: 1,
      state: 'failed',
      error: { code: 'PROCESS_FAILED', message: expect.stringContaining('SIGKILL') },
    })
    first.supervisor.queue.retry(id)

    // What is lost while nobody looks goes on by itself.
    await eventually(() => processOf(store.jobs.summary(id)) !== undefined)
    await first.supervisor.stop('leave')
    await killTraining(first, id, checkpoint)
    const second = new Supervision({ entry: ENTRY, store })
    await second.supervisor.start()
    const last = await second.ended(id)
    expect(last).toMatchObject({ number: 3, state: 'done', resumed: true })
    expect(last.result).toMatchObject({ out, run: last.runs[0], stopped: null })
    expect(last.result).toHaveProperty(
      'resumedFrom',
      expect.toSatisfy((steps) => steps >= 6),
    )
    expect(store.jobs.attempts(id).map(({ outcome }) => outcome)).toEqual(['failed', 'interrupted', 'done'])

    expect(readFileSync(out).equals(readFileSync(inFolder('whole.onnx')))).toBe(true)
    expect(existsSync(checkpoint)).toBe(false)
    // All three attempts made one run.
    const runs = store.jobs.attempts(id).flatMap((attempt) => attempt.runs)
    expect(new Set(runs).size).toBe(1)
    expect(store.runs.get(runs[0])).toMatchObject({ kind: 'qat', status: 'done', error: null })
    expect(store.series.get(runs[0], 'loss').steps).toHaveLength(60)
  })
})

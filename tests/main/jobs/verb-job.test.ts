import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { describeInput } from '../../../src/main/jobs/job-input.ts'
import { jobMessageSchema } from '../../../src/main/jobs/job-message.ts'
import { useTinyWorkspace } from '../../support/tiny-workspace.ts'
import { temporaryStore } from '../runs/temporary-store.ts'
import { acting, Supervision } from './supervision.ts'

const workspace = useTinyWorkspace(4)
const ENTRY = new URL('../../../src/main/job.ts', import.meta.url)

describe('a job on the verbs of the command line', () => {
  it('evaluates a detector: its run, progress, log and result', async () => {
    const supervision = new Supervision({ entry: ENTRY, store: temporaryStore(workspace.home) })
    const { store, supervisor } = supervision
    await supervisor.start()
    const model = await describeInput('model', workspace.model)
    const argv = ['eval', model.path, '--data', 'data', '--threads', '1']
    const { id } = supervision.submit(argv, { cwd: workspace.folder, inputs: [model] })
    const { state, result, runs } = await supervision.ended(id)
    expect(state).toBe('done')
    expect(result).toMatchObject({ run: runs[0], stats: { AP: 1 } })
    expect(store.runs.get(runs[0])).toMatchObject({
      status: 'done',
      argv,
      environment: { cwd: workspace.folder },
    })
    const progress = { task: expect.any(String), done: 4, total: 4, unit: 'images', rate: expect.any(Number) }
    expect(supervision.events).toContainEqual(
      expect.objectContaining({ type: 'progress', job: id, progress: expect.objectContaining(progress) }),
    )
    expect(store.events.list(runs[0]).map(({ message }) => message)).toContain('Check the input files')
  })

  it('fails as the command fails, with code, message and way out', async () => {
    const supervision = new Supervision({ entry: ENTRY, store: temporaryStore(workspace.home) })
    await supervision.supervisor.start()
    const missing = supervision.submit(['eval', 'none.onnx', '--data', workspace.data])
    const unknown = supervision.submit(['evil'])
    const wrong = supervision.submit(['eval', workspace.model, '--loud'])
    expect((await supervision.ended(missing.id)).error).toEqual({
      code: 'FILE_NOT_FOUND',
      message: expect.stringContaining('none.onnx'),
      wayOut: expect.any(String),
    })
    expect((await supervision.ended(unknown.id)).error).toMatchObject({ code: 'USAGE' })
    expect((await supervision.ended(wrong.id)).error).toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining('--loud'),
    })
  })

  it('runs without a queue too: a request on stdin, messages on stdout', async () => {
    const argv = ['coco', '--gt', join(workspace.folder, 'none.json'), '--dt', 'none.json']
    const job = spawn(process.execPath, [ENTRY.pathname], { stdio: ['pipe', 'pipe', 'ignore'] })
    job.stdin.end(JSON.stringify({ type: 'start', specification: acting(argv) }))
    const lines = (await text(job.stdout)).trim().split('\n')
    const messages = lines.map((line) => jobMessageSchema.parse(JSON.parse(line)))
    expect(messages.at(-1)).toMatchObject({
      type: 'ended',
      outcome: { kind: 'failed', error: { code: 'FILE_NOT_FOUND' } },
    })
    expect(messages.map(({ type }) => type)).toContain('log')
  })
})

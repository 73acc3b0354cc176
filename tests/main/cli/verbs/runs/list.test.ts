import { chmodSync } from 'node:fs'
import { describe, expect, it, onTestFinished } from 'vitest'
import { complaints } from '../../../../support/command-line.ts'
import { addRun, temporaryFolder } from '../../../runs/temporary-store.ts'
import { quantbench } from '../../run-verbs.ts'
import { mainJobHome, SPEED_NOTE } from './home.ts'

const names = (stdout: string) => JSON.parse(stdout).runs.map(({ name }: { name: string }) => name)

describe('quantbench runs list', () => {
  it('lists the runs, newest first, with their figures and where speed was measured', async () => {
    const { home, quantized, float, head } = await mainJobHome()
    const { status, stdout, stderr } = await quantbench('runs list --json --home', home)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const { total, runs, notes } = JSON.parse(stdout)
    expect(total).toBe(3)
    expect(runs.map(({ id }: { id: string }) => id)).toEqual([quantized, float, head])
    expect(runs[0]).toMatchObject({
      kind: 'ptq',
      status: 'done',
      model: { name: 'yolo' },
      metrics: { AP: 0.31, AP50: 0.515, agreement: 0.9, FPS: 25 },
      measuredOn: 'onnxruntime cpu',
      modelBytes: 1000,
    })
    expect(runs[2]).toMatchObject({ metrics: {}, measuredOn: null })
    expect(notes).toEqual([SPEED_NOTE])
  })

  it('is a table for people, with the backend and device beside FPS and the note on them', async () => {
    const { home, quantized } = await mainJobHome()
    const { stdout } = await quantbench('runs list --home', home)
    const [header, first] = stdout.split('\n')
    expect(header).toMatch(/^id +kind +name +status +model +AP +AP50 +agreement +FPS +size MB +when$/)
    expect(first).toMatch(
      new RegExp(
        `^${quantized} +ptq +yolo ptq:mse +done +yolo +0\\.3100 +0\\.5150 +0\\.9000 +25\\.0 \\(onnxruntime cpu\\) +0\\.00 +\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d$`,
      ),
    )
    expect(stdout).toContain(SPEED_NOTE)
  })

  it.each([
    ['--kind fp32', ['yolo fp32']],
    ['--status failed', []],
    ['--text MSE', ['yolo ptq:mse']],
    ['--tag good', ['yolo ptq:mse']],
    ['--tag good --tag bad', []],
    ['--model YOL', ['yolo ptq:mse', 'yolo fp32', 'yolo on coco-mini']],
    ['--model resnet', []],
    ['--model yolo --limit 1', ['yolo ptq:mse']],
    ['--sort ap --desc', ['yolo fp32', 'yolo ptq:mse', 'yolo on coco-mini']],
    ['--sort AP', ['yolo ptq:mse', 'yolo fp32', 'yolo on coco-mini']],
    ['--sort name', ['yolo fp32', 'yolo on coco-mini', 'yolo ptq:mse']],
    ['--sort created', ['yolo on coco-mini', 'yolo fp32', 'yolo ptq:mse']],
    ['--limit 2', ['yolo ptq:mse', 'yolo fp32']],
  ])('%s', async (flags, expected) => {
    const { home } = await mainJobHome()
    const { stdout } = await quantbench(`runs list --json ${flags} --home`, home)
    expect(names(stdout)).toEqual(expected)
  })

  it('tells how many there are beyond the limit', async () => {
    const { home } = await mainJobHome()
    for (const flags of ['--limit 2', '--limit 2 --model yolo']) {
      expect(JSON.parse((await quantbench(`runs list --json ${flags} --home`, home)).stdout).total).toBe(3)
    }
    expect((await quantbench('runs list --limit 2 --home', home)).stdout).toContain(
      '2 of 3 runs; --limit shows more.',
    )
  })

  it('lists one job by any of its runs, and a model by its hash', async () => {
    const { store, home, head, float } = await mainJobHome()
    addRun(store, { name: 'another' })
    for (const id of [head, float]) {
      expect(names((await quantbench('runs list --json --group', id, '--home', home)).stdout)).toHaveLength(3)
    }
    const { model } = store.runs.get(float)
    const byHash = await quantbench(
      'runs list --json --model',
      model?.sha256.slice(0, 10) ?? '',
      '--home',
      home,
    )
    expect(names(byHash.stdout)).toHaveLength(3)
  })

  it('an empty store lists nothing', async () => {
    const home = temporaryFolder()
    expect((await quantbench('runs list --home', home)).stdout).toBe('No runs.\n')
    expect(JSON.parse((await quantbench('runs list --json --home', home)).stdout)).toEqual({
      total: 0,
      runs: [],
      notes: [],
    })
  })

  it.skipIf(process.getuid?.() === 0)(
    'reads a home that it may not write to (needs a user other than root, who may write anywhere)',
    async () => {
      const { store, home } = await mainJobHome()
      store.close()
      chmodSync(home, 0o500)
      onTestFinished(() => chmodSync(home, 0o700))
      expect(names((await quantbench('runs list --json --home', home)).stdout)).toHaveLength(3)
    },
  )

  it.each([
    ['--kind cat', /^USAGE: .*cat/],
    ['--sort colour', /^USAGE: .*colour.*created.*AP50/],
    ['--limit 0', /^USAGE: /],
  ])('refuses %s', async (flags, line) => {
    const { home } = await mainJobHome()
    const outcome = await quantbench(`runs list ${flags} --home`, home)
    expect(outcome).toMatchObject({ status: 2, stdout: '' })
    expect(complaints(outcome)).toEqual([expect.stringMatching(line)])
  })

  it('refuses a group that is none', async () => {
    const { store, home } = await mainJobHome()
    const alone = addRun(store, { name: 'alone' })
    const outcome = await quantbench('runs list --group', alone, '--home', home)
    expect(outcome.status).toBe(2)
    expect(complaints(outcome)).toEqual([expect.stringMatching(/^USAGE: .*main job/)])
    expect((await quantbench('runs list --group nothing --home', home)).status).toBe(1)
  })
})

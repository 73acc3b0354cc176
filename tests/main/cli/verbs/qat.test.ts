import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadModel } from '../../../../src/main/onnx/decode.ts'
import { readQuantizers } from '../../../../src/main/quant/read-quantizers.ts'
import { openStore } from '../../../../src/main/runs/store.ts'
import { complaints, runCommand, type CommandOutcome } from '../../../support/command-line.ts'
import { useTinyWorkspace } from '../../../support/tiny-workspace.ts'

const workspace = useTinyWorkspace()
const inFolder = (name: string) => join(workspace.folder, name)

const START = resolve(import.meta.dirname, '../../../../src/main/cli/start.ts')

function common(): string[] {
  return ['--home', workspace.home, '--threads', '1', '--json']
}

function quantbench(verb: string, ...argv: string[]): Promise<CommandOutcome> {
  return runCommand(verb, workspace.model, ...argv, ...common())
}

function commandLine(out: string, flags: readonly string[]): string[] {
  const data = ['--train', workspace.data, '--data', workspace.data]
  return [
    'qat',
    workspace.model,
    '--parent',
    inFolder('q.onnx'),
    ...data,
    '--out',
    out,
    ...flags,
    ...common(),
  ]
}

function qat(out: string, ...flags: string[]): Promise<CommandOutcome> {
  return runCommand(...commandLine(out, flags))
}

const SHORT = ['--iters', '6', '--epochs', '3', '--batch', '2', '--lr', '1e-4']

describe('quantbench qat', () => {
  beforeAll(async () => {
    const calib = ['--calib', workspace.data, '--method', 'entropy', '--rules', 'off']
    const made = await quantbench('ptq', ...calib, '--out', inFolder('q.onnx'))
    expect(made.status).toBe(0)
  })

  it('prints one JSON document in the documented form, keeps the run with its curves and its parent', async () => {
    const out = inFolder('tuned.onnx')
    const { status, stdout } = await qat(out, ...SHORT)
    expect(status).toBe(0)
    const result = JSON.parse(stdout)
    expect(result).toMatchObject({ out, stopped: null, resumedFrom: 0 })
    expect(result.loss).toHaveLength(6)
    expect(result.epochs).toHaveLength(3)
    for (const epoch of result.epochs) {
      expect(epoch).toMatchObject({
        AP: expect.any(Number),
        AP50: expect.any(Number),
        agreement: expect.any(Number),
      })
    }
    expect(result.timing.stepMs).toBeGreaterThan(0)
    expect(result.timing.forwardMs).toBeGreaterThan(0)
    expect(result.peakMemoryMB).toBeGreaterThan(0)
    expect(existsSync(`${out}.checkpoint`)).toBe(false)
    const scales = (path: string) =>
      readQuantizers(loadModel(path).graph).map(({ tensor, scales }) => [tensor, scales])
    expect(scales(out)).toEqual(scales(inFolder('q.onnx')))

    const store = openStore(workspace.home)
    try {
      const run = store.runs.get(result.run)
      expect(run).toMatchObject({ kind: 'qat', status: 'done' })
      expect(store.runs.get(run.parentId ?? '')).toMatchObject({ kind: 'ptq' })
      expect(Array.from(store.series.get(result.run, 'loss').values)).toEqual(result.loss)
      expect(store.series.get(result.run, 'AP').steps).toEqual([2, 4, 6])
    } finally {
      store.close()
    }
  })

  it('killed, goes on from its checkpoint with the same run and ends with the bytes of a whole training', async () => {
    const [whole, parts] = ['whole.onnx', 'parts.onnx'].map(inFolder)
    const checkpoint = `${parts}.checkpoint`
    const plan = ['--iters', '60', '--epochs', '20', '--batch', '2', '--lr', '1e-4', '--lsq', '--flip', '0.5']
    expect((await qat(whole, ...plan)).status).toBe(0)

    const child = spawn(process.execPath, [START, ...commandLine(parts, plan)], { stdio: 'ignore' })
    const ended = once(child, 'exit')
    while (!existsSync(checkpoint) && child.exitCode === null) await setTimeout(5)
    child.kill('SIGKILL')
    expect(await ended).toEqual([null, 'SIGKILL'])

    const { status, stdout } = await qat(parts, ...plan, '--resume')
    expect(status).toBe(0)
    const result = JSON.parse(stdout)
    expect(result.resumedFrom).toBeGreaterThan(0)
    expect(readFileSync(parts).equals(readFileSync(whole))).toBe(true)
    expect(existsSync(checkpoint)).toBe(false)
    const store = openStore(workspace.home)
    try {
      const own = store.runs.list({ kinds: ['qat'] }).runs.filter(({ id }) => {
        return store.runs.get(id).parameters.out === parts
      })
      expect(own.map(({ id, status: state }) => [id, state])).toEqual([[result.run, 'done']])
      expect(store.series.get(result.run, 'loss').steps).toHaveLength(60)
    } finally {
      store.close()
    }
  })

  it('begins anew with --resume where there is no checkpoint, and refuses one that it cannot read', async () => {
    const out = inFolder('again.onnx')
    writeFileSync(`${out}.checkpoint`, 'not a checkpoint')
    const damaged = await qat(out, ...SHORT, '--resume')
    expect(damaged.status).toBe(1)
    expect(complaints(damaged)).toContainEqual(
      expect.stringMatching(/^CHECKPOINT_INVALID: .*again\.onnx\.checkpoint/),
    )
    rmSync(`${out}.checkpoint`)
    expect(JSON.parse((await qat(out, ...SHORT, '--resume')).stdout).resumedFrom).toBe(0)
  })

  it('finds out before the training that the output cannot be written', async () => {
    const place = join(workspace.model, 'below-a-file.onnx')
    const refused = await qat(place, ...SHORT)
    expect(refused.status).toBe(1)
    expect(complaints(refused)).toEqual([expect.stringMatching(/^FILE_UNWRITABLE: .*below-a-file\.onnx/)])
    expect(refused.stderr).not.toContain('"phase":"train"')
  })

  it('refuses a float parent, another model, and a plan that makes no sense', async () => {
    const data = ['--train', workspace.data, '--data', workspace.data, '--out', inFolder('never.onnx')]
    const float = await quantbench('qat', '--parent', workspace.model, ...data)
    expect(complaints(float)).toEqual([
      expect.stringMatching(/^MODEL_INVALID: Expected a model with Q\/DQ nodes/),
    ])
    const epochs = await qat(inFolder('never.onnx'), '--iters', '2', '--epochs', '5')
    expect(epochs.status).toBe(2)
    expect(complaints(epochs)).toEqual([
      expect.stringMatching(/^RECIPE_INVALID: .*at least one step an epoch/),
    ])
    const layers = await qat(inFolder('never.onnx'), ...SHORT, '--train-layers', 'no\\.such\\.layer')
    expect(complaints(layers)).toEqual([expect.stringMatching(/^RECIPE_INVALID: Expected weights to train/)])
    expect(existsSync(inFolder('never.onnx'))).toBe(false)
  })
})

import { rmSync } from 'node:fs'
import { dirname, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openStore } from '../../../../../src/main/runs/store.ts'
import { complaints } from '../../../../support/command-line.ts'
import { useTinyWorkspace } from '../../../../support/tiny-workspace.ts'
import { addRun, temporaryFolder, temporaryStore } from '../../../runs/temporary-store.ts'
import { quantbench } from '../../run-verbs.ts'
import { mainJobHome } from './home.ts'

const workspace = useTinyWorkspace(2)

describe('quantbench runs replay', () => {
  it('--print gives the command line for a shell', async () => {
    const { home, quantized } = await mainJobHome()
    const line = "cd /work && quantbench run yolo.onnx --data 'my data'"
    expect((await quantbench('runs replay --print', quantized, '--home', home)).stdout).toBe(`${line}\n`)
    const { stdout } = await quantbench('runs replay --print --json', quantized, '--home', home)
    expect(JSON.parse(stdout)).toEqual({
      run: quantized,
      argv: ['run', 'yolo.onnx', '--data', 'my data'],
      cwd: '/work',
      line,
    })
  })

  it('does it again from the same folder, into the same store, with the same result', async () => {
    // Relative paths: they mean something only in the folder where the run started.
    const cwd = process.cwd()
    const argv = [
      relative(cwd, workspace.model),
      '--data',
      relative(cwd, workspace.data),
      '--home',
      workspace.home,
    ]
    const first = JSON.parse((await quantbench('eval --json --limit 1', ...argv)).stdout)
    process.chdir(dirname(cwd))
    const again = await quantbench('runs replay --json', first.run, '--home', workspace.home).finally(() =>
      process.chdir(cwd),
    )
    expect(again.status).toBe(0)
    const second = JSON.parse(again.stdout)
    expect(second.stats).toEqual(first.stats)
    expect(second.run).not.toBe(first.run)
    using store = openStore(workspace.home)
    expect(store.runs.list().total).toBe(2)
    expect(store.runs.get(second.run).parameters).toEqual(store.runs.get(first.run).parameters)
    expect(complaints(again)).toEqual([])
  })

  it('lands in the store that it was asked of, and tells when the model has changed', async () => {
    const store = temporaryStore()
    store.models.register({ sha256: '0'.repeat(64), path: workspace.model, size: 1, name: 'tiny' })
    const argv = ['eval', workspace.model, '--data', workspace.data, '--home', '/nowhere', '--json']
    const id = addRun(store, { modelSha256: '0'.repeat(64), argv, environment: { cwd: workspace.folder } })
    const outcome = await quantbench('runs replay', id, '--home', store.home)
    expect(outcome.status).toBe(0)
    expect(outcome.stdout).toMatch(/^AP +1\.0000$/m)
    expect(complaints(outcome)).toContainEqual(expect.stringContaining('its SHA-256 has changed'))
    expect(store.runs.list().total).toBe(2)
  })

  it('ends as the command ends', async () => {
    const store = temporaryStore()
    const id = addRun(store, {
      argv: ['eval', 'none.onnx', '--data', '.'],
      environment: { cwd: workspace.folder },
    })
    const outcome = await quantbench('runs replay --json', id, '--home', store.home)
    expect(outcome).toMatchObject({ status: 1, stdout: '' })
    expect(complaints(outcome)).toEqual([expect.stringMatching(/^FILE_NOT_FOUND: .*none\.onnx/)])
  })

  it('wants a folder that exists, and takes another one', async () => {
    const gone = temporaryFolder()
    rmSync(gone, { recursive: true })
    const store = temporaryStore()
    const id = addRun(store, { argv: ['doctor'], environment: { cwd: gone } })
    const outcome = await quantbench('runs replay', id, '--home', store.home)
    expect(outcome.status).toBe(1)
    expect(complaints(outcome)).toEqual([expect.stringMatching(/^FILE_NOT_FOUND: .*--cwd/)])
    const elsewhere = await quantbench('runs replay', id, '--cwd', workspace.folder, '--home', store.home)
    expect(elsewhere).toMatchObject({ status: 0, stdout: expect.stringContaining('onnxruntime') })
  })

  it('a run without a command line cannot be replayed', async () => {
    const store = temporaryStore()
    const id = addRun(store, { argv: [] })
    const outcome = await quantbench('runs replay', id, '--home', store.home)
    expect(outcome.status).toBe(2)
    expect(complaints(outcome)).toEqual([expect.stringMatching(/^USAGE: .*command line/)])
  })
})

import { rmSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { complaints } from '../../../../support/command-line.ts'
import { quantbench } from '../../run-verbs.ts'
import { mainJobHome, SPEED_NOTE } from './home.ts'

describe('quantbench runs show', () => {
  it('prints one document with everything of a run', async () => {
    const { home, head, float, quantized } = await mainJobHome()
    const { status, stdout } = await quantbench('runs show --json', quantized, '--home', home)
    expect(status).toBe(0)
    const shown = JSON.parse(stdout)
    expect(shown.run).toMatchObject({
      id: quantized,
      parentId: float,
      groupId: head,
      parameters: { recipe: { method: 'mse' } },
    })
    expect(shown.lineage).toMatchObject({
      ancestors: [{ id: float }],
      descendants: [],
      group: [{ id: head }, { id: float }],
    })
    expect(shown.datasets).toMatchObject([{ role: 'evaluation', dataset: { name: 'coco-mini', images: 79 } }])
    expect(shown.metrics).toContainEqual({ name: 'FPS', value: 25, unit: 'FPS' })
    expect(shown.perClass).toEqual([{ id: 1, name: 'person', values: { AP: 0.4, AP50: 0.6 } }])
    expect(shown.artifacts).toMatchObject([
      { role: 'output', name: 'q.onnx', size: 7, path: expect.stringContaining(home) },
    ])
    expect(shown.events).toMatchObject([{ message: SPEED_NOTE }])
    expect(shown.replay).toBe("cd /work && quantbench run yolo.onnx --data 'my data'")
  })

  it('prints a page for people', async () => {
    const { home, float, quantized } = await mainJobHome()
    const { stdout } = await quantbench('runs show', quantized, '--home', home)
    expect(stdout).toMatch(new RegExp(`^id +${quantized}$`, 'm'))
    expect(stdout).toMatch(/^status +done after \d+ ms$/m)
    expect(stdout).toMatch(/^tags +good$/m)
    expect(stdout).toMatch(new RegExp(`^ +parent +${float} +fp32 +yolo fp32 +done$`, 'm'))
    expect(stdout).toMatch(/^metrics\n +metric +value +unit\n +AP +0\.3100\n/m)
    expect(stdout).toMatch(/^ +FPS +25\.0 +FPS \(onnxruntime cpu\)$/m)
    expect(stdout).toMatch(/^ +latency mean +40\.00 +ms$/m)
    expect(stdout).toMatch(/^ +recipe\.method +mse$/m)
    expect(stdout).toMatch(/^ +output +q\.onnx +0\.00 /m)
    expect(stdout).toContain(SPEED_NOTE)
    expect(stdout).not.toContain('person')
    expect((await quantbench('runs show --classes', quantized, '--home', home)).stdout).toMatch(
      /^ +1 +person +0\.4000 +0\.6000/m,
    )
  })

  it('shows what a float run led to, an error, and a figure that is not defined', async () => {
    const { store, home, float, quantized } = await mainJobHome()
    store.runs.finish(float, 'failed', { code: 'DISK_FULL', message: 'No space left' })
    const { stdout } = await quantbench('runs show', float, '--home', home)
    expect(stdout).toMatch(/^status +failed after .*: DISK_FULL: No space left$/m)
    expect(stdout).toMatch(new RegExp(`^ +child +${quantized} `, 'm'))
    expect(stdout).toMatch(/^ +APl +–$/m)
  })

  it('takes the end of an id, and tells of a stored file that is gone', async () => {
    const { store, home, quantized } = await mainJobHome()
    const [artifact] = store.artifacts.list(quantized)
    rmSync(store.artifacts.pathOf(artifact.sha256))
    const { stdout } = await quantbench('runs show --json', quantized.slice(-8).toUpperCase(), '--home', home)
    expect(JSON.parse(stdout)).toMatchObject({ run: { id: quantized }, artifacts: [{ path: null }] })
  })

  it('a run that is not there ends in one line', async () => {
    const { home } = await mainJobHome()
    const outcome = await quantbench('runs show --json none --home', home)
    expect(outcome).toMatchObject({ status: 1, stdout: '' })
    expect(complaints(outcome)).toEqual([expect.stringMatching(/^RUN_NOT_FOUND: .*`quantbench runs list`/)])
  })
})

import { describe, expect, it } from 'vitest'
import { complaints } from '../../../../support/command-line.ts'
import { quantbench } from '../../run-verbs.ts'
import { mainJobHome, SPEED_NOTE } from './home.ts'

describe('quantbench runs compare', () => {
  it('prints one document: the comparison', async () => {
    const { home, float, quantized } = await mainJobHome()
    const { stdout } = await quantbench('runs compare --json', quantized, float, '--home', home)
    const { runs, baseline, metrics, parameters, notes } = JSON.parse(stdout)
    expect(runs.map(({ id }: { id: string }) => id)).toEqual([quantized, float])
    expect(baseline).toBe(1)
    const ap = metrics.find(({ name }: { name: string }) => name === 'AP')
    expect(ap).toMatchObject({ values: [0.31, 0.32], best: [1] })
    expect(ap.differences[0]).toBeCloseTo(-0.01, 12)
    expect(parameters.differing).toEqual([{ name: 'recipe.method', values: ['mse', null] }])
    expect(parameters.identical.map(({ name }: { name: string }) => name)).toContain('nms.iou')
    expect(notes).toEqual([SPEED_NOTE])
  })

  it('is a table for people: differences to the baseline, the best marked, what is the same left out', async () => {
    const { home, float, quantized } = await mainJobHome()
    const { stdout } = await quantbench('runs compare', float, quantized, '--home', home)
    expect(stdout).toMatch(
      new RegExp(`^#1 +${float} +fp32 +yolo fp32 +done +onnxruntime cpu +.* baseline$`, 'm'),
    )
    expect(stdout).toMatch(/^metric +#1 +#2$/m)
    expect(stdout).toMatch(/^AP +0\.3200 \* +0\.3100 \(-0\.0100\)$/m)
    expect(stdout).toMatch(/^AP50 +0\.5100 +0\.5150 \(\+0\.0050\) \*$/m)
    expect(stdout).toMatch(/^APl +– +–$/m)
    expect(stdout).toMatch(/^agreement +– +0\.9000$/m)
    expect(stdout).toMatch(/^latency mean, ms +50\.00 +40\.00 \(-10\.00\) \*$/m)
    expect(stdout).toMatch(/^recipe\.method +– +mse$/m)
    expect(stdout).not.toContain('nms.iou')
    expect(stdout).toContain(SPEED_NOTE)
  })

  it('shows also what is the same, and the classes, where asked', async () => {
    const { home, float, quantized } = await mainJobHome()
    const { stdout } = await quantbench('runs compare --all --classes', float, quantized, '--home', home)
    expect(stdout).toMatch(/^parameter +same in all$/m)
    expect(stdout).toMatch(/^nms\.iou +0\.65$/m)
    expect(stdout).toMatch(/^environment +same in all$/m)
    expect(stdout).toMatch(/^person +– +0\.4000$/m)
  })

  it('compares the variants of a main job, named by its head or by one of them', async () => {
    const { home, head, float, quantized } = await mainJobHome()
    for (const id of [head, quantized]) {
      const { stdout } = await quantbench('runs compare --json', id, '--home', home)
      expect(JSON.parse(stdout).runs.map((run: { id: string }) => run.id)).toEqual([float, quantized])
    }
  })

  it('measures against another run where asked', async () => {
    const { home, float, quantized } = await mainJobHome()
    const { stdout } = await quantbench('runs compare --json', float, '--baseline', quantized, '--home', home)
    const { runs, baseline } = JSON.parse(stdout)
    expect(runs[baseline].id).toBe(quantized)
    expect(runs).toHaveLength(2)
  })

  it('refuses to compare one run with itself', async () => {
    const { home, float } = await mainJobHome()
    for (const argv of [
      [float, float],
      [float, '--baseline', float],
    ]) {
      const outcome = await quantbench('runs compare', ...argv, '--home', home)
      expect(outcome).toMatchObject({ status: 2, stdout: '' })
      expect(complaints(outcome)).toEqual([expect.stringMatching(/^USAGE: Expected at least two runs/)])
    }
  })
})

import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, it } from 'vitest'
import { fineTuneModel } from '../../../src/main/stages/fine-tune.ts'
import { useTinyWorkspace } from '../../support/tiny-workspace.ts'
import type { PartialPlan } from '../../../src/main/qat/plan.ts'
import { tinySpec, writeTinyParent } from './tiny-tuning.ts'

const PROGRAM = join(import.meta.dirname, 'fixtures', 'train-to-the-end.ts')

const workspace = useTinyWorkspace(5)

const PLAN: PartialPlan = {
  iterations: 10,
  epochs: 4,
  batch: 2,
  rates: [{ from: 0, rate: 0.02 }],
  decay: 'cosine',
  scales: 'lsq',
  scaleRate: 1e-6,
  augment: { flip: 0.5, scale: 0.3, mosaic: 0.3, colour: 0.2 },
  seed: 5,
}

/** Runs the program, killing it as soon as it prints a line. @returns what it printed */
async function run(killAt: string | null): Promise<string[]> {
  const { folder, model, data } = workspace
  const files = [folder, model, data, join(folder, 'checkpoint'), join(folder, 'tuned.onnx')]
  const child = spawn(process.execPath, [PROGRAM, ...files, JSON.stringify(PLAN)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<NodeJS.Signals | number | null>((resolve) =>
    child.on('close', (status, signal) => resolve(signal ?? status)),
  )
  const lines: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line)
    if (line === killAt) child.kill('SIGKILL')
  }
  expect(await ended).toBe(killAt === null ? 0 : 'SIGKILL')
  return lines
}

describe('a training that is killed', () => {
  it('ends, when it is started again and again, with the bytes of one that was not', async () => {
    await writeTinyParent(workspace)
    const straight = await fineTuneModel(await tinySpec(workspace, PLAN))
    // In the first epoch; while it measures or writes the second; in the middle of the third.
    const killed = [await run('step 1'), await run('epoch 1'), await run('step 6')]
    expect(killed.map(([first]) => first)).toEqual(['step 0', 'step 0', expect.stringMatching(/^step [35]$/)])
    expect(existsSync(join(workspace.folder, 'tuned.onnx'))).toBe(false)
    const lines = await run(null)
    const { losses, epochs, bestEpoch } = straight
    expect(JSON.parse(lines.at(-1)?.slice('done '.length) ?? '')).toEqual({
      resumedFrom: 5,
      losses,
      epochs,
      bestEpoch,
    })
    const tuned = readFileSync(join(workspace.folder, 'tuned.onnx'))
    expect(tuned.equals(straight.bytes)).toBe(true)
    expect(bestEpoch).toBeGreaterThanOrEqual(0)
    expect(readdirSync(workspace.folder)).toContain('checkpoint')
  })
})

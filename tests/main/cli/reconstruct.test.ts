import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openStore } from '../../../src/main/runs/store.ts'
import { complaints, runCommand } from '../../support/command-line.ts'
import { useTinyWorkspace } from '../../support/tiny-workspace.ts'

const workspace = useTinyWorkspace()

function ptq(name: string, ...flags: string[]) {
  const { model, data, home, folder } = workspace
  const out = join(folder, `${name}.onnx`)
  return runCommand(
    'ptq',
    model,
    '--calib',
    data,
    '--out',
    out,
    '--home',
    home,
    '--head-float',
    'off',
    ...flags,
  )
}

describe('quantbench ptq --adaround --bias-correction', () => {
  it('reports the effect of both, and keeps it with the run', async () => {
    const { status, stdout } = await ptq(
      ...(['both', '--adaround', '--adaround-iters', '5', '--bias-correction', '--json'] as const),
    )
    expect(status).toBe(0)
    const result = JSON.parse(stdout)
    expect(result.adaround).toMatchObject({ steps: 5, skipped: [] })
    expect(result.adaround.units[0]).toMatchObject({ unit: 'model.0', layers: ['model.0.conv'], weights: 18 })
    for (const { nearestError, learnedError } of result.adaround.units)
      expect(learnedError).toBeLessThanOrEqual(nearestError)
    const layers: { layer: string; before: number; after: number }[] = result.biasCorrection.layers
    expect(layers.map(({ layer }) => layer)).toContain('model.0.conv')
    for (const { before, after } of layers) expect(after).toBeLessThanOrEqual(before)
    using store = openStore(workspace.home)
    const { adaround, biasCorrection } = result
    expect(store.runs.get(result.run)?.parameters).toMatchObject({ adaround, biasCorrection })
  })

  it('prints a table, and nothing of what was not asked for', async () => {
    const { stdout } = await ptq('rounded', '--adaround', '--adaround-iters', '2')
    expect(stdout).toMatch(/^AdaRound, 2 steps a block/m)
    expect(stdout).toMatch(/^block +error, nearest +learned +ratio +rounded away$/m)
    expect(stdout).not.toMatch(/bias correction/)
  })

  it('does the same by a recipe as by flags, and keeps it with the run', async () => {
    const flags = await ptq('flags', '--adaround', '--adaround-iters', '5', '--bias-correction', '--json')
    const recipe = { method: 'max', reconstruction: { adaround: ['.'], biasCorrection: ['.'], steps: 5 } }
    const again = await ptq('recipe', '--recipe', JSON.stringify(recipe), '--method', 'mse', '--json')
    expect(complaints(again)).toEqual([])
    const bytes = (name: string) => readFileSync(join(workspace.folder, `${name}.onnx`))
    expect(bytes('recipe').equals(bytes('flags'))).toBe(true)
    using store = openStore(workspace.home)
    const stored = (stdout: string) => store.runs.get(JSON.parse(stdout).run).parameters['recipe']
    expect(stored(again.stdout)).toEqual(stored(flags.stdout))
    const file = join(workspace.folder, 'recipe.json')
    writeFileSync(file, JSON.stringify({ overrides: [{ layers: 'model.0', method: 'max' }] }))
    const overridden = await ptq('overridden', '--recipe', file)
    expect(complaints(overridden)).toEqual([])
    writeFileSync(file, 'method: max')
    expect(complaints(await ptq('never', '--recipe', file))).toEqual([
      expect.stringMatching(/^RECIPE_INVALID: \S+recipe\.json: expected a recipe as JSON/),
    ])
    expect(complaints(await ptq('never', '--recipe', `${file}.none`))).toEqual([
      expect.stringMatching(/^FILE_NOT_FOUND/),
    ])
    const learning = JSON.stringify(recipe)
    expect(complaints(await ptq('never', '--recipe', learning, '--fp16'))).toEqual([
      expect.stringMatching(/^USAGE: Expected either --fp16/),
    ])
  })

  it('refuses what does not go together, before it reads anything', async () => {
    for (const flags of [
      ['--adaround-iters', '5'],
      ['--adaround', '--fp16'],
      ['--bias-correction', '--fp16'],
    ]) {
      const outcome = await ptq('never', ...flags)
      expect(outcome.status).toBe(2)
      expect(complaints(outcome)).toEqual([expect.stringMatching(/^USAGE: Expected /)])
    }
    const { model, folder, home } = workspace
    const table = ['--table', join(folder, 'none.json'), '--out', join(folder, 'never.onnx')]
    const outcome = await runCommand('ptq', model, ...table, '--bias-correction', '--home', home)
    expect(complaints(outcome)).toEqual([expect.stringMatching(/^USAGE: Expected images for --adaround/)])
  })
})

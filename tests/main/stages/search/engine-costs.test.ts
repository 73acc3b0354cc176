import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { layersOf } from '../../../../src/main/onnx/layers.ts'
import { openModelFile } from '../../../../src/main/stages/model-file.ts'
import { preparedCopy } from '../../../../src/main/stages/quantize.ts'
import { engineCosts, openProfiledEngines } from '../../../../src/main/stages/search/engine-costs.ts'
import { useTinyWorkspace } from '../../../support/tiny-workspace.ts'

const workspace = useTinyWorkspace()
const folder = mkdtempSync(join(tmpdir(), 'quantbench-engines-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Layers and times as trtexec exports them. */
function engine(name: string, layers: readonly (readonly [string, number])[]) {
  const files = { layers: join(folder, `${name}.json`), profile: join(folder, `${name}.profile.json`) }
  writeFileSync(files.layers, JSON.stringify({ Layers: layers.map(([layer]) => layer), Bindings: [] }))
  const times = layers.map(([layer, ms]) => ({
    ...{ name: layer, timeMs: 10 * ms, averageMs: ms, medianMs: ms, percentage: 1 },
  }))
  writeFileSync(files.profile, JSON.stringify([{ count: 10 }, ...times]))
  return files
}

const prepared = () => preparedCopy(openModelFile(workspace.model).model)

const unit = (name: string, ...readers: string[]) => ({ name, readers: new Set(readers) })

const STEM = 'model.0.conv'
const HEAD = 'model.1.cv3.1'

/** Names of the nodes of some layers, as an engine names what it fuses. */
function fused(...names: string[]): string {
  const layers = layersOf(prepared().graph).filter(({ name }) => names.includes(name))
  return layers.map(({ node }) => node.name).join(' + ')
}

const REFORMAT = 'Reformatting CopyNode for Input Tensor 0 to model.0'

describe('engineCosts', () => {
  it('charges the difference of two engines, layers that run as one evenly', async () => {
    const quantized = engine('int8', [
      [REFORMAT, 0.5],
      [fused(STEM), 1],
      [fused(HEAD), 0.2],
    ])
    const float = engine('fp16', [
      [fused(STEM), 1.5],
      [fused(HEAD), 0.1],
    ])
    const engines = await openProfiledEngines({ quantized, float }, prepared())
    const units = [unit('model.0', STEM), unit('model.1', HEAD, 'model.1.Add'), unit('other', 'other')]
    const { base, units: costs, unit: ms, source } = engineCosts(units, engines)
    expect(base).toBeCloseTo(1.7, 9)
    expect(costs['model.0']).toBeCloseTo(0.5, 9)
    // Slower in INT8: such layers come cheaper float.
    expect(costs['model.1']).toBeCloseTo(-0.1, 9)
    expect(costs['other']).toBe(0)
    expect(ms).toBe('ms')
    expect(source).toMatch(/two engines.*; 2 that a profile does not have cost nothing$/)

    const both = engine('fused', [[fused(STEM, HEAD), 3]])
    const shared = await openProfiledEngines({ quantized: both, float: null }, prepared())
    const alone = engineCosts([unit('model.0', STEM)], shared)
    expect(alone.units).toEqual({ 'model.0': 1.5 })
    expect(alone.source).toMatch(/twice its INT8 time/)
    expect(shared.identity).not.toBe(engines.identity)
  })

  it('refuses engines without times, or of another model', async () => {
    const { layers } = engine('timeless', [[fused(STEM), 1]])
    const open = (quantized: { layers: string; profile?: string }) =>
      openProfiledEngines({ quantized, float: null }, prepared())
    await expect(open({ layers })).rejects.toMatchObject({
      code: 'JSON_INVALID',
      message: expect.stringMatching(/got no times$/),
    })
    await expect(open(engine('foreign', [['Conv_77', 1]]))).rejects.toThrow(/got none of its layers$/)
  })
})

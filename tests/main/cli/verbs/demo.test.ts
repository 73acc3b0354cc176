import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { resourcePath } from '../../../../src/main/base/resources.ts'
import { loadModel } from '../../../../src/main/onnx/decode.ts'
import { modelCost } from '../../../../src/main/onnx/flops.ts'
import { openStore } from '../../../../src/main/runs/store.ts'
import { runCommand } from '../../../support/command-line.ts'

let home = ''
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'quantbench-demo-'))
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

const SMALL = ['--images', '16', '--train-images', '12', '--iters', '4', '--repeats', '2']

interface Row {
  variant: string
  AP: number
  agreement: number
  fps: number
  run: string
}

describe('quantbench demo', () => {
  it('compares FP32, FP16, PTQ and QAT of the bundled detector and keeps every run', async () => {
    const { status, stdout } = await runCommand('demo', ...SMALL, '--home', home, '--json')
    expect(status).toBe(0)
    const rows: Row[] = JSON.parse(stdout).rows
    expect(rows.map(({ variant }) => variant)).toEqual([
      'fp32',
      'fp16',
      'ptq:max',
      'ptq:percentile',
      'ptq:mse',
      'ptq:entropy',
      'qat',
    ])
    expect(rows[0].AP).toBeGreaterThan(0.4)
    expect(rows[0].AP).toBeLessThan(0.95)
    expect(rows[0].agreement).toBe(1)
    for (const { fps } of rows) expect(fps).toBeGreaterThan(0)
    const store = openStore(home)
    try {
      const worst = rows.slice(2, 6).toSorted((one, other) => one.AP - other.AP)[0]
      const tuned = store.runs.get(rows[6].run)
      expect(tuned).toMatchObject({ kind: 'qat', status: 'done', parentId: worst.run })
      expect(store.series.get(tuned.id, 'loss').steps).toEqual([0, 1, 2, 3])
    } finally {
      store.close()
    }
  })

  it('brings a detector of at most 400,000 parameters and 2 MB', () => {
    const model = loadModel(resourcePath('demo/detector.onnx'))
    const { parameters } = modelCost(model, new Map([['images', [1, 3, 256, 256]]]))
    expect(parameters).toBeLessThanOrEqual(400_000)
  })
})

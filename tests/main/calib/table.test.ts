import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  loadCalibrationTable,
  parseCalibrationTable,
  saveCalibrationTable,
  type CalibrationTable,
} from '../../../src/main/calib/table.ts'

const table: CalibrationTable = {
  version: 1,
  model: { path: 'model.onnx', sha256: 'ab'.repeat(32) },
  images: 80,
  method: 'mse',
  percentile: 99.99,
  activations: {
    images: { amax: 1, methods: { max: 1, percentile: 0.9995, mse: 1, entropy: 0.96 } },
    '/model.0/act/Mul_output_0': { amax: 21.5, methods: { max: 35.6, mse: 21.5 } },
  },
  weights: {
    'model.0.conv.weight': { axis: 0, amax: [0.5, 0, 1.25] },
    'group.weight': { axis: null, amax: [2] },
  },
}

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'table-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

describe('calibration table', () => {
  it('comes back as it was saved', async () => {
    const path = join(folder, 'new', 'table.json')
    await saveCalibrationTable(path, table)
    expect(await loadCalibrationTable(path)).toEqual(table)
  })

  it('is not written when it would be invalid', async () => {
    const path = join(folder, 'table.json')
    const bad = { ...table, activations: { x: { amax: NaN, methods: {} } } }
    await expect(saveCalibrationTable(path, bad)).rejects.toMatchObject({ code: 'TABLE_INVALID' })
    expect(readdirSync(folder)).toEqual([])
  })

  it('says where a file is wrong', () => {
    const bad = { ...table, activations: { images: { amax: -1, methods: {} } } }
    expect(() => parseCalibrationTable(JSON.stringify(bad), 't.json')).toThrow(
      /t\.json: not a calibration table at activations › images › amax/,
    )
  })

  it.each([
    ['an empty file', ''],
    ['another JSON', '[1, 2]'],
    ['null', 'null'],
    ['a missing part', JSON.stringify({ ...table, weights: undefined })],
    ['an unknown method', JSON.stringify({ ...table, method: 'guess' })],
    ['an older version', JSON.stringify({ ...table, version: 0 })],
    ['a weight without values', JSON.stringify({ ...table, weights: { w: { axis: 0, amax: [] } } })],
  ])('refuses %s', async (_, text) => {
    const path = join(folder, 'table.json')
    writeFileSync(path, text)
    await expect(loadCalibrationTable(path)).rejects.toMatchObject({ code: 'TABLE_INVALID' })
  })

  it('refuses a newer version by name', () => {
    const newer = JSON.stringify({ version: 2, something: 'else' })
    expect(() => parseCalibrationTable(newer, 't.json')).toThrow(/version 1, got version 2/)
  })

  it('reports a file that is not there', async () => {
    await expect(loadCalibrationTable(join(folder, 'none.json'))).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    })
  })
})

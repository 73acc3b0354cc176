import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { encodeModel } from '../../../../src/main/onnx/encode.ts'
import { runCommand } from '../../../support/command-line.ts'
import { describeWithReference, hasReference, reference } from '../../../support/shared.ts'
import { folderWith } from '../../data/temporary-folder.ts'
import { recordings, TENSORRT } from '../../trt/fixture-files.ts'
import { ResNetBuilder } from '../../trt/forecast/resnet-builder.ts'

const CACHE = 'TRT-8600-EntropyCalibration2\nimages: 3c010204\na:b: 3f800000\n'

const TABLE = {
  version: 1,
  model: { path: 'm.onnx', sha256: '' },
  images: 1,
  method: 'max',
  activations: { x: { amax: 127, methods: {} }, y: { amax: 1, methods: {}, used: 254 } },
  weights: {},
}

/** A folder with a cache, a broken one and a table; gives the path of a file in it. */
function workspace(): (name: string) => string {
  const folder = folderWith({
    'a.cache': CACHE,
    'broken.cache': 'TRT-8600-X\nimages 3c010204\n',
    'table.json': JSON.stringify(TABLE),
  })
  return (name) => join(folder, name)
}

describe('trt cache', () => {
  it('shows scales and ranges', async () => {
    const file = workspace()
    const { status, stdout } = await runCommand('trt', 'cache', file('a.cache'), '--json')
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      version: 8600,
      algorithm: 'EntropyCalibration2',
      entries: [
        { name: 'images', amax: 1 },
        { name: 'a:b', scale: 1, amax: 127 },
      ],
    })
    expect((await runCommand('trt', 'cache', file('a.cache'))).stdout).toMatch(/a:b\s+1\.000000\s+127\.0000/)
  })

  it('writes one for another version', async () => {
    const file = workspace()
    expect(
      (await runCommand('trt', 'cache', file('a.cache'), '--tensorrt', '10.3', '--out', file('b.cache')))
        .status,
    ).toBe(0)
    expect(readFileSync(file('b.cache'), 'utf8')).toBe(CACHE.replace('8600', '100300'))
  })

  it('makes one from a table, of the ranges that the quantizers got', async () => {
    const file = workspace()
    await runCommand('trt', 'cache', file('table.json'), '--out', file('t.cache'))
    expect(readFileSync(file('t.cache'), 'utf8')).toBe(
      'TRT-8600-EntropyCalibration2\nx: 3f800000\ny: 40000000\n',
    )
  })

  it('makes one from a Q/DQ model', async () => {
    const file = workspace()
    writeFileSync(file('m.onnx'), encodeModel(new ResNetBuilder({ skip: false, pool: false }).build().model))
    const { stdout } = await runCommand('trt', 'cache', file('m.onnx'), '--out', file('m.json'), '--json')
    expect(JSON.parse(stdout)).toEqual({
      ...JSON.parse(readFileSync(file('m.json'), 'utf8')),
      out: file('m.json'),
    })
    expect(readFileSync(file('m.json'), 'utf8')).toContain('"name": "input.1"')
  })

  it.each([
    ['broken.cache', [], 'TABLE_INVALID', 'line 2'],
    ['absent.cache', [], 'FILE_NOT_FOUND', 'does not exist'],
    ['a.cache', ['--tensorrt', 'new'], 'USAGE', 'Expected a TensorRT version'],
  ])('%s %j is refused', async (name, flags, code, message) => {
    const file = workspace()
    const { status, stderr } = await runCommand('trt', 'cache', file(name), ...flags)
    expect(status).toBeGreaterThan(0)
    expect(stderr).toContain(code)
    expect(stderr).toContain(message)
  })
})

describeWithReference(TENSORRT, 'recorded caches', () => {
  const caches = hasReference ? recordings('calibration-cache/*') : []

  it.each(caches)('%s is written again byte for byte', async (name) => {
    const file = workspace()
    const path = reference(`${TENSORRT}/${name}`)
    expect((await runCommand('trt', 'cache', path, '--out', file('again.cache'))).status).toBe(0)
    expect(readFileSync(file('again.cache')).equals(readFileSync(path))).toBe(true)
  })
})

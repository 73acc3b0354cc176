import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isHalf, isQuantized, openModelFile } from '../../../src/main/stages/model-file.ts'
import { lineUp, type EngineEntry, type LineupOptions } from '../../../src/main/stages/trtexec-contestants.ts'
import { parseVersion } from '../../../src/main/trt/trtexec-version.ts'
import { temporaryFolder } from '../runs/temporary-store.ts'
import { tinyFiles } from './tiny-engines.ts'

async function lined(
  version: string,
  choose: (files: Awaited<ReturnType<typeof tinyFiles>>) => EngineEntry[],
  options: Partial<LineupOptions> = {},
) {
  const folder = temporaryFolder()
  const entries = choose(await tinyFiles(folder))
  const release = parseVersion(version)
  return lineUp(entries, { release, raceFp16: true, folder: join(folder, 'work'), batch: 1, ...options })
}

const told = ({ contestants }: Awaited<ReturnType<typeof lined>>) =>
  contestants.map(({ label, precision, copy, added }) => `${added ? '+' : ''}${label}: ${precision}, ${copy}`)

describe('lineUp', () => {
  it('races FP16 beside INT8, from the float model behind the Q/DQ model, as the reference', async () => {
    const lineup = await lined('10.16', ({ qdq }) => [{ label: 'q', file: qdq }])
    expect(told(lineup)).toEqual(['+q in FP16: fp16, the copy without Q/DQ', 'q: int8-explicit, null'])
    const [reference] = lineup.contestants
    expect(isQuantized(openModelFile(reference.onnx.path).model)).toBe(false)
    expect(lineup.notes).toEqual(['q in FP16 is built from the copy without Q/DQ, for comparison.'])
  })

  it('adds none where one is asked for already, or none is wanted', async () => {
    const both = await lined('10.16', ({ float, qdq }) => [
      { label: 'f', file: float },
      { label: 'q', file: qdq },
    ])
    expect(told(both)).toEqual(['f: fp16, null', 'q: int8-explicit, null'])
    const refused = await lined('10.16', ({ qdq }) => [{ label: 'q', file: qdq }], { raceFp16: false })
    expect(told(refused)).toEqual(['q: int8-explicit, null'])
  })

  it('converts what TensorRT 11 would run in FP32', async () => {
    const lineup = await lined('11.0', ({ qdq }) => [{ label: 'q', file: qdq }])
    expect(told(lineup)).toEqual([
      '+q in FP16: strongly-typed, the FP16-converted copy without Q/DQ',
      'q: strongly-typed, the FP16-converted copy',
    ])
    const [reference, asked] = lineup.contestants.map(({ onnx }) => openModelFile(onnx.path).model)
    expect([isHalf(reference), isQuantized(reference)]).toEqual([true, false])
    expect([isHalf(asked), isQuantized(asked)]).toEqual([true, true])
  })

  it('takes a half-precision Q/DQ model as it is on 11', async () => {
    const lineup = await lined('11.1', ({ halfQdq }) => [{ label: 'h', file: halfQdq }])
    expect(told(lineup)).toEqual([
      '+h in FP16: strongly-typed, the copy without Q/DQ',
      'h: strongly-typed, null',
    ])
  })

  it('tells that the float rest of a typed engine stays FP32', async () => {
    const { notes } = await lined(
      '10.16',
      ({ qdq, halfQdq }) => [
        { label: 'q', file: qdq, precision: 'strongly-typed' },
        { label: 'h', file: halfQdq, precision: 'strongly-typed' },
      ],
      { raceFp16: false },
    )
    expect(notes).toEqual([expect.stringContaining('not quantized of q runs in FP32')])
  })

  it('refuses what the version cannot build and keeps the others', async () => {
    const lineup = await lined('11.0', ({ float, qdq }) => [
      { label: 'implicit', file: float, precision: 'int8-implicit' },
      { label: 'fp16', file: float, precision: 'fp16' },
      { label: 'q', file: qdq },
    ])
    expect(lineup.refusals.map(({ label, error }) => [label, error.code, error.wayOut])).toEqual([
      ['implicit', 'USAGE', expect.stringContaining('quantbench ptq')],
      ['fp16', 'USAGE', expect.stringContaining('quantbench fp16')],
    ])
    expect(lineup.contestants.map(({ label }) => label)).toContain('q')
  })

  it.each([
    ['qdq', 'fp16', 'Expected no Q/DQ in m for fp16'],
    ['qdq', 'int8-implicit', 'Expected no Q/DQ'],
    ['float', 'int8-explicit', 'Expected Q/DQ in m'],
  ] as const)('refuses a %s model as %s', async (name, precision, words) => {
    const { refusals, contestants } = await lined('10.3', (files) => [
      { label: 'm', file: files[name], precision },
    ])
    expect(contestants).toEqual([])
    expect(refusals).toMatchObject([{ error: { code: 'USAGE', message: expect.stringContaining(words) } }])
  })

  it('writes the version that builds into its copy of a calibration cache', async () => {
    const cache = join(temporaryFolder(), 'c.cache')
    writeFileSync(cache, 'TRT-8400-EntropyCalibration2\nimages: 3c010204\n')
    const { contestants, notes } = await lined('10.3.0', ({ float }) => [
      { label: 'i', file: float, precision: 'int8-implicit', calibrationCache: cache },
    ])
    const [, implicit] = contestants
    expect(readFileSync(implicit.calibrationCache?.path ?? '', 'utf8')).toBe(
      'TRT-100300-EntropyCalibration2\nimages: 3c010204\n',
    )
    expect(readFileSync(cache, 'utf8')).toContain('TRT-8400')
    expect(notes).toEqual([])
  })

  it('says what invented ranges are worth', async () => {
    const { notes } = await lined('8.6', ({ float }) => [
      { label: 'i', file: float, precision: 'int8-implicit' },
    ])
    expect(notes[0]).toContain('makes ranges up')
  })
})

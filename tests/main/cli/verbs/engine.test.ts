import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { engineDiffSchema } from '../../../../src/shared/contract/engine-diff.ts'
import {
  engineExplanationSchema,
  explainedEngineSchema,
} from '../../../../src/shared/contract/engine-explanation.ts'
import { engineGraphSchema } from '../../../../src/shared/contract/engine-graph.ts'
import { encodeModel } from '../../../../src/main/onnx/encode.ts'
import { runCommand } from '../../../support/command-line.ts'
import { describeWithReference, reference } from '../../../support/shared.ts'
import { folderWith } from '../../data/temporary-folder.ts'
import { TENSORRT } from '../../trt/fixture-files.ts'
import { ResNetBuilder } from '../../trt/forecast/resnet-builder.ts'
import { ENGINES } from '../../trt/recorded-engine.ts'

const shownSchema = engineGraphSchema.extend(explainedEngineSchema.omit({ graph: true }).shape)

function filesOf(name: keyof typeof ENGINES): [layers: string, profile: string] {
  const base = reference(`${TENSORRT}/${ENGINES[name]}`)
  return [`${base}.graph.json`, `${base}.profile.json`]
}

async function json<Value>(schema: z.ZodType<Value>, ...argv: string[]): Promise<Value> {
  const { status, stdout, stderr } = await runCommand(...argv, '--json')
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  return schema.parse(JSON.parse(stdout))
}

function modelFile(): string {
  const path = join(folderWith({}), 'resnet.onnx')
  writeFileSync(path, encodeModel(new ResNetBuilder({ skip: false, pool: false }).build().model))
  return path
}

describeWithReference(TENSORRT, 'engine', () => {
  it('show: layers, total and reformats are the files own', async () => {
    const [layers, profile] = filesOf('qat')
    const shown = await json(shownSchema, 'engine', 'show', layers, '--profile', profile)
    const times = z
      .array(z.looseObject({ averageMs: z.number().optional() }))
      .parse(JSON.parse(readFileSync(profile, 'utf8')))
    expect(shown.layers).toHaveLength(37)
    expect(shown.totalMs).toBeCloseTo(
      times.reduce((sum, { averageMs = 0 }) => sum + averageMs, 0),
      9,
    )
    expect(shown.reformats).toHaveLength(12)
    expect(shown.reformats.filter(({ origin }) => origin === 'QDQ')).toHaveLength(10)
    expect(shown.byType[0]).toMatchObject({ name: 'CaskConvolution', layers: 21 })
    expect(shown.byPrecision.map(({ name }) => name).sort()).toEqual(['fp16', 'fp32', 'int8'])
  })

  it('show: a log with layers, a table for people', async () => {
    const { status, stdout } = await runCommand(
      'engine',
      'show',
      reference(`${TENSORRT}/trt-cookbook/07-Tool__trtexec__result-04.log`),
    )
    expect(status).toBe(0)
    expect(stdout).toContain('node_conv2d + node_relu')
    expect(stdout).toMatch(/9 layers, no profile given/)
  })

  it('diff: both totals, and what only one has', async () => {
    const [a, profileA] = filesOf('qat')
    const [b, profileB] = filesOf('qatResidual')
    const argv = ['engine', 'diff', a, b, '--profile', profileA, '--profile-b', profileB]
    const diff = await json(engineDiffSchema, ...argv)
    expect(diff.times.matchedA + diff.times.onlyA).toBeCloseTo(diff.times.totalA ?? NaN, 9)
    expect(diff.reformatsLost.length).toBeGreaterThan(8)
    const { stdout } = await runCommand(...argv)
    expect(stdout).toContain('MaxPool_12: 0.0952 ms, taken into conv1')
    expect(stdout).toMatch(/Total: A 1\.0957 ms, B 0\.7311 ms \(-33\.3%\)/)
    expect(stdout).toContain('QuantizeLinear_40 (QDQ fp16 → int8, float-skip): 0.0276 ms')
    expect(stdout).toContain('DequantizeLinear_291 (QDQ int8 → fp32, float-addition): 0.0133 ms')
    expect(stdout).toMatch(/layer4\.1\.conv2 .*\+0\.0389 .*output 0: fp16 chw32 → fp32 linear/)
    expect(stdout).toContain('and 1 that takes no time')
    expect(stdout).not.toContain('took in copied_squeeze')
  })

  it('explain: an engine', async () => {
    const [layers, profile] = filesOf('qat')
    const { engine, forecast } = await json(
      engineExplanationSchema,
      'engine',
      'explain',
      layers,
      '--profile',
      profile,
    )
    expect(forecast).toBeNull()
    expect(engine?.findings[0]).toMatchObject({ id: 'float-skip', change: { patch: { add: 'residual' } } })
    const { stdout } = await runCommand('engine', 'explain', layers, '--profile', profile)
    expect(stdout).toContain('→ Quantize the skip input of Add_36')
  })

  it('explain: a model, alone and beside its engine', async () => {
    const model = modelFile()
    const [layers, profile] = filesOf('qat')
    const alone = await json(engineExplanationSchema, 'engine', 'explain', model)
    expect(alone.engine).toBeNull()
    expect(alone.forecast?.engine.reformats).toHaveLength(10)
    const argv = ['engine', 'explain', model, '--engine', layers, '--profile', profile]
    const both = await json(engineExplanationSchema, ...argv)
    expect(both.comparison?.reformats).toMatchObject({ hits: 10, precision: 1, recall: 1 })
    expect(
      both.engine?.reformats.find(({ nodes }) => nodes.includes('QuantizeLinear_40'))?.scale,
    ).toBeGreaterThan(0)
    const { stdout } = await runCommand(...argv)
    expect(stdout).toMatch(/quantizers as reformats\s+10\s+10\s+10\s+1\.000\s+1\.000/)
  })
})

describe('engine with wrong input', () => {
  it.each([
    [['show', 'absent.json'], 1, 'FILE_NOT_FOUND'],
    [['show', 'text.log'], 1, 'expected the layers of an engine, got a text without any'],
    [['show', 'layers.json', '--profile', 'text.log'], 1, 'expected the times of layers'],
    [['show', 'layers.json', '--profile', 'other.json'], 1, 'got 1 layers of which it has none'],
    [['explain', 'layers.json', '--engine', 'layers.json'], 2, 'Expected an ONNX model beside --engine'],
    [['explain', 'model.onnx', '--profile', 'other.json'], 2, 'Expected --engine with --profile'],
  ])('%j', async (argv, status, message) => {
    const folder = folderWith({
      'layers.json': JSON.stringify([{ Name: 'a' }]),
      'other.json': JSON.stringify([{ count: 1 }, { name: 'b', timeMs: 1, averageMs: 1 }]),
      'text.log': 'no layers here\n',
    })
    const paths = argv.map((part) => (part.includes('.') ? join(folder, part) : part))
    const outcome = await runCommand('engine', ...paths)
    expect(outcome.status).toBe(status)
    expect(outcome.stderr).toContain(message)
  })
})

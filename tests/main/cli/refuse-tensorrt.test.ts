import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { experimentArgv } from '../../../src/main/api/experiments/experiment-argv.ts'
import { experimentSchema, type ExperimentInput } from '../../../src/shared/contract/experiment.ts'
import { takesTensorRt } from '../../../src/shared/tensorrt-device.ts'
import { complaints, runCommand } from '../../support/command-line.ts'

const data = ['--data', 'nowhere', '--calib', 'nowhere']
const ptq = ['ptq', 'missing.onnx', '--calib', 'x', '--out', 'o.onnx']

describe('--device tensorrt', () => {
  it.each([
    ['run', ['run', 'missing.onnx', ...data]],
    ['demo', ['demo']],
    ['qat', ['qat', 'missing.onnx', '--parent', 'p.onnx', '--train', 'x', '--data', 'x', '--out', 'o.onnx']],
    ['bench --backend ort', ['bench', 'missing.onnx']],
    ['sensitivity', ['sensitivity', 'missing.onnx', ...data]],
    ['search', ['search', 'missing.onnx', ...data, '--max-drop', '0.01']],
    ['ptq', [...ptq, '--adaround']],
    // The bias alone is learned by running Q/DQ, too.
    ['ptq', [...ptq, '--bias-correction']],
    ['ptq', [...ptq, '--recipe', '{"reconstruction":{"biasCorrection":["."]}}']],
  ])('is refused by %s before anything is read, with the way to an engine', async (verb, argv) => {
    const outcome = await runCommand(...argv, '--device', 'tensorrt')
    expect(outcome.status).toBe(2)
    const [line] = complaints(outcome)
    expect(line).toMatch(/^USAGE: Expected another --device for .*, got tensorrt/)
    expect(line).toContain(verb)
    expect(line).toContain('quantbench eval --device tensorrt')
    expect(line).toContain('quantbench bench --backend trtexec')
  })

  it('is none of the business of ranges, which the float model gives', async () => {
    const outcome = await runCommand(...ptq, '--device', 'tensorrt')
    expect(complaints(outcome)[0]).toMatch(/^FILE_NOT_FOUND/)
  })
})

const model = join(tmpdir(), 'missing.onnx')
const folder = { dir: join(tmpdir(), 'missing') }
const calibrated = { model, calib: folder, recipe: {} }
const EXPERIMENTS = [
  { kind: 'run', model, data: folder, variants: ['fp32'], recipe: {} },
  { kind: 'demo' },
  { kind: 'eval', model, data: folder },
  { kind: 'ptq', ...calibrated, out: model },
  { kind: 'ptq', ...calibrated, out: model, adaround: true },
  { kind: 'ptq', ...calibrated, out: model, biasCorrection: true },
  { kind: 'fp16', model, out: model },
  { kind: 'qat', model, parent: model, train: folder, data: folder, training: {}, out: model },
  { kind: 'bench', models: [model] },
  { kind: 'trtexec', models: [model] },
  { kind: 'sensitivity', ...calibrated, data: folder, analysis: {} },
  { kind: 'search', ...calibrated, data: folder, search: { target: { kind: 'drop', most: 0.01 } } },
] as const satisfies ExperimentInput[]

describe('what forms offer', () => {
  it('are all kinds', () => {
    const kinds = experimentSchema.options.map(({ shape }) => shape.kind.value)
    expect(new Set(EXPERIMENTS.map(({ kind }) => kind))).toEqual(new Set(kinds))
  })

  it.each(EXPERIMENTS)('is TensorRT just where the command line takes it: %j', async (input) => {
    const experiment = experimentSchema.parse({ ...input, device: 'tensorrt' })
    const [line = ''] = complaints(await runCommand(...experimentArgv(experiment)))
    expect(line).not.toBe('')
    expect(!line.includes('Expected another --device')).toBe(takesTensorRt(experiment))
  })
})

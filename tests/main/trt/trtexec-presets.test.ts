import { describe, expect, it } from 'vitest'
import { seedPreset, type SeedModels } from '../../../src/main/trt/trtexec-presets.ts'
import { parseVersion } from '../../../src/main/trt/trtexec-version.ts'

const MODELS: SeedModels = {
  float: 'f.onnx',
  half: 'h.onnx',
  calibrationCache: 'c.cache',
  qdq: 'q.onnx',
  qdqRules: 'r.onnx',
}

function precisionsOf(version: string, models = MODELS): string[] {
  return seedPreset(models, { folder: 'out' }, parseVersion(version)).map((step) => {
    if ('refusal' in step) return `${step.id}: ${step.refusal.code}`
    const flags = step.arguments.filter((arg) => /^--(?:onnx|fp16|int8|calib|stronglyTyped)/.test(arg))
    return `${step.id}: ${flags.join(' ')}`
  })
}

describe('seed comparison', () => {
  it('runs four engines up to 10', () => {
    expect(precisionsOf('10.3')).toEqual([
      'fp16: --onnx=f.onnx --fp16',
      'implicit: --onnx=f.onnx --int8 --fp16 --calib=c.cache',
      'qdq: --onnx=q.onnx --int8 --fp16',
      'qdq-rules: --onnx=r.onnx --int8 --fp16',
    ])
  })

  it('takes converted models on 11 and says that implicit INT8 is gone', () => {
    expect(precisionsOf('11.0')).toEqual([
      'fp16: --onnx=h.onnx --stronglyTyped',
      'implicit: USAGE',
      'qdq: --onnx=q.onnx --stronglyTyped',
      'qdq-rules: --onnx=r.onnx --stronglyTyped',
    ])
  })

  it('names what a step lacks and keeps the others', () => {
    const steps = seedPreset({ qdq: 'q.onnx' }, { folder: 'out' }, parseVersion('8.6'))
    expect(steps.map((step) => ('refusal' in step ? step.refusal.message : 'runs'))).toEqual([
      expect.stringContaining('the float model'),
      expect.stringContaining('the float model'),
      'runs',
      expect.stringContaining('with scale rules'),
    ])
  })

  it('measures all alike', () => {
    const measured = seedPreset(MODELS, { folder: 'out' }, parseVersion('10.3')).map((step) =>
      'arguments' in step
        ? step.arguments.filter((arg) => /^--(?:use|no|warmUp|duration|infStreams)/.test(arg))
        : [],
    )
    expect(new Set(measured.map((flags) => flags.join(' '))).size).toBe(1)
    expect(measured[0]).toContain('--noDataTransfers')
  })
})

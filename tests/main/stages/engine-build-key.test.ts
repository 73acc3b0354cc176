import { describe, expect, it } from 'vitest'
import { engineKey, timingCacheKey, type EngineTarget } from '../../../src/main/stages/engine-build-key.ts'
import { parseVersion } from '../../../src/main/trt/trtexec-version.ts'

const ARGS = ['--onnx=/a/m.onnx', '--saveEngine=model.engine', '--int8', '--calib=c', '--timingCacheFile=t']
const TARGET: EngineTarget = { version: parseVersion('10.3.0'), gpus: [{ name: 'A' }], device: 0 }

type Parts = Parameters<typeof engineKey>[0]

function key(changes: Partial<Parts> = {}, args = ARGS, target: Partial<EngineTarget> = {}): string {
  const parts: Parts = {
    onnx: { path: '/a/m.onnx', sha256: 'aa' },
    calibrationCache: { path: 'c', sha256: 'cc' },
    ...changes,
  }
  return engineKey(parts, args, { ...TARGET, ...target })
}

describe('engineKey', () => {
  it('does not mind where files lie', () => {
    const elsewhere = ['--onnx=/b/n.onnx', '--saveEngine=x', '--int8', '--calib=d', '--timingCacheFile=u']
    expect(key({ onnx: { path: '/b/n.onnx', sha256: 'aa' } }, elsewhere)).toBe(key())
  })

  it('does not mind the number of the GPU and the length of the log', () => {
    expect(key({}, [...ARGS, '--device=1', '--verbose'])).toBe(key())
  })

  it('changes with the model, the ranges, the options, TensorRT and the GPU', () => {
    const keys = [
      key(),
      key({ onnx: { path: '/a/m.onnx', sha256: 'ab' } }),
      key({ calibrationCache: { path: 'c', sha256: 'cd' } }),
      key({ calibrationCache: null }),
      key({}, [...ARGS, '--fp16']),
      key({}, ARGS, { version: parseVersion('10.3.1') }),
      key({}, ARGS, { gpus: [{ name: 'B' }] }),
      key({}, ARGS, { gpus: [] }),
    ]
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('tells GPUs of one machine apart only where they differ', () => {
    const twins = [{ name: 'A' }, { name: 'A' }]
    expect(key({}, ARGS, { gpus: twins, device: 1 })).toBe(key({}, ARGS, { gpus: twins }))
    const others = [{ name: 'A' }, { name: 'B' }]
    expect(key({}, ARGS, { gpus: others, device: 1 })).not.toBe(key({}, ARGS, { gpus: others }))
  })
})

describe('timingCacheKey', () => {
  it('is the same for all models', () => {
    expect(timingCacheKey(TARGET)).toBe(timingCacheKey({ ...TARGET }))
    expect(timingCacheKey({ ...TARGET, version: parseVersion('10.4') })).not.toBe(timingCacheKey(TARGET))
  })
})

import { describe, expect, it } from 'vitest'
import { parseGpuMetadata, parseRunMetadata } from '../../../src/main/trt/engine-metadata.ts'

describe('engine metadata', () => {
  it('reads GPUs', () => {
    const text = JSON.stringify([
      {
        Name: 'A100',
        ComputeCapability: [8, 0],
        TotalMemory: 84929216512,
        CUDA_VERSION: [11, 6, 0],
        CLOCK_RATE: 1410000,
        MULTIPROCESSOR_COUNT: 108,
        NEW: 1,
      },
      { Name: 'other' },
    ])
    expect(parseGpuMetadata(text, 'm')).toEqual([
      {
        name: 'A100',
        computeCapability: '8.0',
        totalMemoryBytes: 84929216512,
        cudaVersion: '11.6.0',
        clockMHz: 1410,
        multiprocessors: 108,
      },
      { name: 'other' },
    ])
  })

  it('reads a build', () => {
    const text = '{"model_options": {"Model": "m.onnx"}, "build_options": {"Precision": "FP32+INT8", "n": 1}}'
    expect(parseRunMetadata(text, 'm')).toMatchObject({
      precision: 'FP32+INT8',
      model: 'm.onnx',
      summary: undefined,
      options: { build_options: { n: 1 } },
    })
  })

  it('reads a measurement with one and with three percentiles', () => {
    const read = (...tail: number[]) =>
      parseRunMetadata(
        JSON.stringify({
          performance_summary: {
            Throughput: 10,
            Latency: [1, 4, 2, 1.5, ...tail],
            'GPU Compute Time': [1, 4, 2, 1.5, ...tail],
            'Total Host Walltime': 3,
          },
          device_information: { 'Selected Device': 'A100' },
        }),
        'm',
      )
    expect(read(3).gpu).toBe('A100')
    expect(read(3).summary).toMatchObject({ throughputQps: 10, wallTimeS: 3, enqueue: undefined })
    expect(read(3).summary?.latency).toEqual({
      minMs: 1,
      maxMs: 4,
      meanMs: 2,
      medianMs: 1.5,
      percentiles: [{ percent: 99, ms: 3 }],
    })
    expect(read(2, 3, 3.5).summary?.compute.percentiles.map(({ percent }) => percent)).toEqual([90, 95, 99])
  })

  it('takes a measurement without figures, and says where others are wrong', () => {
    expect(parseRunMetadata('{"performance_summary": {}}', 'm').summary).toBeUndefined()
    expect(() =>
      parseRunMetadata('{"performance_summary": {"Throughput": 1, "Latency": [1, 2, 3, "x"]}}', 'm.json'),
    ).toThrow(
      'm.json: expected metadata of a trtexec run, got something else in performance_summary.Latency[3]: ',
    )
    expect(() => parseGpuMetadata('[{}]', 'm.json')).toThrow('in [0].Name: ')
  })
})

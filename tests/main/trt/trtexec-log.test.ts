import { describe, expect, it } from 'vitest'
import { parseTrtexecLog, splitRuns } from '../../../src/main/trt/trtexec-log.ts'

const BUILD = `&&&& RUNNING TensorRT.trtexec [TensorRT v101601] [b11] # trtexec --onnx=m.onnx
[07/07/2026-02:11:29] [I] Precision: FP32+INT8
[07/07/2026-02:11:29] [I] Selected Device: NVIDIA H100 PCIe
[07/07/2026-02:11:29] [I] Compute Capability: 9.0
[07/07/2026-02:11:29] [I] SMs: 114
[07/07/2026-02:11:29] [I] Device Global Memory: 81081 MiB
[07/07/2026-02:11:29] [I] Application Compute Clock Rate: 1.755 GHz
[07/07/2026-02:11:30] [I] Start parsing network model.
[07/07/2026-02:11:30] [I] Finished parsing network model. Parse time: 0.0162636
[07/07/2026-02:11:30] [W] [TRT] careful
`

const BUILT = `${BUILD}[07/07/2026-02:11:38] [I] Created engine with size: 12.5765 MiB
[07/07/2026-02:11:38] [I] Engine built in 8.05109 sec.
&&&& PASSED TensorRT.trtexec [TensorRT v101601] [b11] # trtexec --onnx=m.onnx
`

describe('trtexec log', () => {
  it('reads a build', () => {
    expect(parseTrtexecLog(BUILT)).toEqual({
      version: { major: 10, minor: 16, patch: 1 },
      command: 'trtexec --onnx=m.onnx',
      outcome: 'passed',
      phases: ['starting', 'parsing', 'building', 'loading', 'finished'],
      device: {
        name: 'NVIDIA H100 PCIe',
        computeCapability: '9.0',
        multiprocessors: 114,
        memoryMiB: 81081,
        clockGHz: 1.755,
      },
      parseS: 0.0162636,
      buildS: 8.05109,
      engineMiB: 12.5765,
      precision: 'FP32+INT8',
      warnings: ['careful'],
      errors: [],
    })
  })

  it('calls a log without a verdict unfinished, and failed where the cause is known', () => {
    expect(parseTrtexecLog(BUILD)).toMatchObject({ outcome: 'unfinished', failure: undefined })
    const killed = `${BUILD}[07/07/2026-02:11:31] [E] [TRT] Error Code 2: OutOfMemory\n`
    expect(parseTrtexecLog(killed)).toMatchObject({
      outcome: 'unfinished',
      failure: { kind: 'out-of-memory' },
    })
  })

  it('explains a failed run', () => {
    const log = `${BUILD}[07/07/2026-02:11:31] [E] Strange\n&&&& FAILED TensorRT.trtexec [TensorRT v101601] # trtexec`
    expect(parseTrtexecLog(log)).toMatchObject({
      outcome: 'failed',
      errors: ['Strange'],
      failure: { kind: 'unexplained', explanation: 'trtexec failed: Strange' },
    })
  })

  it('tells the memory that the engine takes with its context', () => {
    const change = (gpu: number) =>
      `[07/07/2026-02:11:26] [I] [TRT] [MemUsageChange] TensorRT-managed allocation in IExecutionContext creation: CPU +0, GPU +2, now: CPU 0, GPU ${gpu} (MiB)\n`
    expect(parseTrtexecLog(BUILT + change(6) + change(8)).gpuMemoryMiB).toBe(8)
    expect(parseTrtexecLog(BUILT).gpuMemoryMiB).toBeUndefined()
  })

  it('splits runs', () => {
    expect(
      splitRuns(`preamble\n${BUILT}between\n${BUILD}`).map((run) => parseTrtexecLog(run).outcome),
    ).toEqual(['passed', 'unfinished'])
    expect(splitRuns('nothing of the kind')).toEqual([])
  })

  it('takes an empty log', () => {
    expect(parseTrtexecLog('')).toMatchObject({ outcome: 'unfinished', phases: [], errors: [] })
  })
})

import { describe, expect, it } from 'vitest'
import { levelOfLine, parseLogLine } from '../../../src/main/trt/log-line.ts'
import { phaseOfLine } from '../../../src/main/trt/log-phase.ts'

describe('log lines', () => {
  it.each([
    ['[07/07/2026-02:10:45] [I] Engine built', { severity: 'I', fromLibrary: false, text: 'Engine built' }],
    ['[07/07/2026-02:10:45] [W] [TRT] careful', { severity: 'W', fromLibrary: true, text: 'careful' }],
    ['[07/07/2026-06:14:45] [TRT] [E] bad', { severity: 'E', fromLibrary: true, text: 'bad' }],
    ['[E] bad', { severity: 'E', fromLibrary: false, text: 'bad' }],
    ['[07/07/2026-02:10:45] [I]', { severity: 'I', text: '' }],
    ['&&&& PASSED', { fromLibrary: false, text: '&&&& PASSED' }],
    ['', { fromLibrary: false, text: '' }],
  ])('%s', (line, expected) => {
    expect(parseLogLine(line)).toMatchObject(expected)
  })

  it('keeps the time', () => {
    expect(parseLogLine('[E] x').time).toBeUndefined()
    expect(parseLogLine('&&&& PASSED').severity).toBeUndefined()
    expect(parseLogLine('[07/07/2026-02:10:45] [I] x').time).toBe('07/07/2026-02:10:45')
  })

  it.each([
    ['&&&& RUNNING TensorRT.trtexec [TensorRT v8600] # trtexec', 'starting'],
    ['[07/07/2026-02:10:45] [I] Start parsing network model.', 'parsing'],
    ['[07/07/2026-02:10:45] [I] Finish parsing network model', 'building'],
    ['[07/07/2026-02:10:45] [I] Engine built in 8.1 sec.', 'loading'],
    ['[07/07/2026-02:10:45] [I] Starting inference', 'measuring'],
    ['[07/07/2026-02:10:45] [I] Warmup completed 1 queries over 200 ms', 'reporting'],
    ['&&&& FAILED TensorRT.trtexec', 'finished'],
    ['[07/07/2026-02:10:45] [I] Precision: FP32', undefined],
  ])('%s begins %s', (line, phase) => {
    expect(phaseOfLine(line)).toBe(phase)
  })
})

describe('levelOfLine', () => {
  it.each([
    ['[11/21/2026-08:00:00] [E] [TRT] ModelImporter.cpp:949: While parsing', 'error'],
    ['[11/21/2026-08:00:00] [F] [TRT] internal', 'error'],
    ['[11/21/2026-08:00:00] [W] [TRT] Calibrator is not being used.', 'warn'],
    ['[11/21/2026-08:00:00] [V] [TRT] Tactic: 0x1', 'info'],
    ['&&&& FAILED TensorRT.trtexec [TensorRT v101601]', 'info'],
  ])('of %s is %s', (line, level) => expect(levelOfLine(line)).toBe(level))
})

import { describe, expect, it } from 'vitest'
import { framesPerSecond, parsePerformanceSummary } from '../../../src/main/trt/parse-summary.ts'

const LINES = [
  '=== Performance summary ===',
  'Throughput: 100.5 qps',
  'Latency: min = 1 ms, max = 4 ms, mean = 2 ms, median = 1.5 ms, percentile(90%) = 3 ms, percentile(99%) = 3.5 ms',
  'GPU Compute Time: min = 5.5e-05 ms, max = 3 ms, mean = 1 ms, median = 1 ms, percentile(99%) = 2 ms',
]

function log(lines: readonly string[]): string {
  return lines.map((line) => `[10/03/2024-10:47:59] [I] ${line}`).join('\r\n')
}

describe('performance summary', () => {
  it('reads what is there', () => {
    expect(parsePerformanceSummary(log(LINES))).toEqual({
      throughputQps: 100.5,
      latency: {
        minMs: 1,
        maxMs: 4,
        meanMs: 2,
        medianMs: 1.5,
        percentiles: [
          { percent: 90, ms: 3 },
          { percent: 99, ms: 3.5 },
        ],
      },
      compute: { minMs: 5.5e-5, maxMs: 3, meanMs: 1, medianMs: 1, percentiles: [{ percent: 99, ms: 2 }] },
    })
  })

  it('reads times and the warning of unsteady clocks', () => {
    const more = [
      ...LINES,
      'Total Host Walltime: 3.00299 s',
      'Total GPU Compute Time: 2.65614 s',
      '* GPU compute time is unstable, with coefficient of variance = 5.10254%.',
    ]
    expect(parsePerformanceSummary(log(more))).toMatchObject({
      wallTimeS: 3.00299,
      computeTimeS: 2.65614,
      instability: 5.10254,
    })
  })

  it('takes the last of several and counts images', () => {
    const second = LINES.map((line) => line.replace('100.5', '50'))
    const summary = parsePerformanceSummary(log([...LINES, ...second]))
    expect(summary?.throughputQps).toBe(50)
    expect(summary && framesPerSecond(summary, 8)).toBe(400)
  })

  it('reads the multi-line form of TensorRT 7', () => {
    const lines = [
      ...['Host Latency', 'min: 35.3 ms (end to end 35.4 ms)', 'max: 35.6 ms (end to end 35.7 ms)'],
      ...['mean: 35.5 ms (end to end 35.6 ms)', 'median: 35.45 ms (end to end 35.46 ms)'],
      ...['percentile: 35.6 ms at 99% (end to end 35.62 ms at 99%)', 'throughput: 28.1913 qps'],
      ...[
        'walltime: 3.08606 s',
        'Enqueue Time',
        'min: 7.1 ms',
        'max: 7.8 ms',
        'median: 7.2 ms',
        'GPU Compute',
      ],
      ...['min: 34.5 ms', 'max: 34.8 ms', 'mean: 34.7 ms', 'median: 34.7 ms', 'percentile: 34.8 ms at 99%'],
      'total compute time: 3.02039 s',
    ]
    expect(parsePerformanceSummary(log(lines))).toEqual({
      throughputQps: 28.1913,
      latency: {
        minMs: 35.3,
        maxMs: 35.6,
        meanMs: 35.5,
        medianMs: 35.45,
        percentiles: [{ percent: 99, ms: 35.6 }],
      },
      endToEnd: {
        minMs: 35.4,
        maxMs: 35.7,
        meanMs: 35.6,
        medianMs: 35.46,
        percentiles: [{ percent: 99, ms: 35.62 }],
      },
      enqueue: { minMs: 7.1, maxMs: 7.8, meanMs: undefined, medianMs: 7.2, percentiles: [] },
      compute: {
        minMs: 34.5,
        maxMs: 34.8,
        meanMs: 34.7,
        medianMs: 34.7,
        percentiles: [{ percent: 99, ms: 34.8 }],
      },
      wallTimeS: 3.08606,
      computeTimeS: 3.02039,
    })
  })

  it.each([
    ['nothing', []],
    ['a heading alone', LINES.slice(0, 1)],
    ['no compute time', LINES.slice(0, 3)],
    ['a cut line', [LINES[0], LINES[1], 'Latency: min = 1 ms, ma', LINES[3]]],
    ['no throughput', [LINES[0], LINES[2], LINES[3]]],
  ])('finds none in %s', (_, lines) => {
    expect(parsePerformanceSummary(log(lines))).toBeUndefined()
  })
})

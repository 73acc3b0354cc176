import { describe, expect, it } from 'vitest'
import { percentileMs } from '../../../src/main/trt/latency.ts'
import { latencyStatistics, parseTimesJson, summariseTimes } from '../../../src/main/trt/times-json.ts'

function query(start: number, compute: number) {
  return {
    startEnqMs: start,
    endEnqMs: start + 0.5,
    startH2dMs: start,
    endH2dMs: start + 1,
    startComputeMs: start + 1,
    endComputeMs: start + 1 + compute,
    startD2hMs: start + 1 + compute,
    endD2hMs: start + 2 + compute,
    h2dMs: 1,
    computeMs: compute,
    d2hMs: 1,
    latencyMs: compute + 2,
  }
}

function parse(value: unknown) {
  return parseTimesJson(JSON.stringify(value), 't.json')
}

describe('query times', () => {
  it('sums up without the warm-up', () => {
    const times = parse([query(0, 100), query(200, 4), query(210, 6), query(220, 8)])
    const summary = summariseTimes(times)
    expect(summary.queries).toBe(3)
    expect(summary.wallTimeS).toBeCloseTo(0.03, 12)
    expect(summary.throughputQps).toBeCloseTo(100, 9)
    expect(summary.computeTimeS).toBeCloseTo(0.018, 12)
    expect(summary.compute).toMatchObject({ minMs: 4, maxMs: 8, meanMs: 6, medianMs: 6 })
    expect(summary.latency.meanMs).toBe(8)
    expect(summary.enqueue.medianMs).toBe(0.5)
    expect(summary.hostToDevice.maxMs).toBe(1)
    expect(summary.deviceToHost.minMs).toBe(1)
  })

  it('counts all where everything lies in the warm-up', () => {
    expect(summariseTimes(parse([query(0, 1), query(5, 1)])).queries).toBe(2)
    expect(summariseTimes(parse([query(0, 1), query(5, 1)]), 3).queries).toBe(1)
  })

  it('takes percentiles that occurred, dropping the slowest share', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index)
    const statistics = latencyStatistics(values, [50, 90, 95, 99, 100])
    // 1 - 0.99 is a little less than 0.01 in single precision, so of 100 queries none is dropped.
    expect(statistics.percentiles.map(({ ms }) => ms)).toEqual([50, 90, 95, 100, 100])
    expect(statistics.medianMs).toBe(50.5)
    expect(percentileMs(statistics, 95)).toBe(95)
    expect(percentileMs(statistics, 75)).toBeUndefined()
  })

  it('drops one of ten for 90 percent, as single precision counts', () => {
    const statistics = latencyStatistics([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [90])
    expect(statistics.percentiles).toEqual([{ percent: 90, ms: 9 }])
  })

  it('keeps end-to-end times of old versions', () => {
    expect(parse([{ ...query(0, 1), endToEndMs: 5 }])[0].endToEndMs).toBe(5)
  })

  it('says where it is wrong', () => {
    expect(() => parse([])).toThrow(
      't.json: expected the times of queries, got something else in the whole file',
    )
    expect(() => parse([query(0, 1), { ...query(0, 1), latencyMs: null }])).toThrow('in [1].latencyMs: ')
  })
})

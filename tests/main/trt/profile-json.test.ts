import { describe, expect, it } from 'vitest'
import { parseProfileJson, totalAverageMs } from '../../../src/main/trt/profile-json.ts'

describe('profile JSON', () => {
  it('reads count and layers', () => {
    const profile = parseProfileJson(
      '[{ "count" : 10 }, { "name" : "a", "timeMs" : 30, "averageMs" : 3, "medianMs" : 2.5, "percentage" : 75 },' +
        '{ "name" : "b", "timeMs" : 10, "averageMs" : 1, "percentage" : 25, "new": true }]',
      'p',
    )
    expect(profile.iterations).toBe(10)
    expect(profile.layers).toEqual([
      { name: 'a', totalMs: 30, averageMs: 3, medianMs: 2.5, percentage: 75 },
      { name: 'b', totalMs: 10, averageMs: 1, medianMs: undefined, percentage: 25 },
    ])
    expect(totalAverageMs(profile)).toBe(4)
  })

  it('works out what is missing', () => {
    const profile = parseProfileJson('[{"count":2},{"name":"a","timeMs":6},{"name":"b","timeMs":2}]', 'p')
    expect(profile.layers.map(({ averageMs, percentage }) => [averageMs, percentage])).toEqual([
      [3, 75],
      [1, 25],
    ])
    expect(parseProfileJson('[{"name":"a","timeMs":6,"averageMs":2}]', 'p').iterations).toBe(3)
  })

  it('reads a profile of no time at all', () => {
    const profile = parseProfileJson(
      '[{"count":1},{"name":"a","timeMs":0,"averageMs":0,"percentage":-nan}]',
      'p',
    )
    expect(profile.layers[0].percentage).toBe(0)
  })

  it('says where it is wrong', () => {
    expect(() => parseProfileJson('[{"count":1},{"name":"a","timeMs":"6"}]', 'p.json')).toThrow(
      'p.json: expected a layer profile, got something else in [1].timeMs: ',
    )
    expect(() => parseProfileJson('{}', 'p.json')).toThrow(/whole file/)
  })
})

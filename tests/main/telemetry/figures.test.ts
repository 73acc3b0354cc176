import { describe, expect, it } from 'vitest'
import { telemetryFigure, telemetrySeries } from '../../../src/main/telemetry/figures.ts'
import { sampleAt } from './samples.ts'

describe('telemetrySeries', () => {
  it('has every figure that ever had a value, over the samples that have it', () => {
    const samples = [
      sampleAt(1000, [{ temperatureC: 50, powerW: null, smClockMHz: null, graphicsClockMHz: 900 }]),
      sampleAt(1500, []),
      sampleAt(2000, [{ temperatureC: 60, powerW: null }, { index: 1 }], { utilisation: null }),
    ]
    const series = telemetrySeries(samples)
    const named = (name: string) => series.find((each) => each.name === name)
    expect(named('GPU 0 temperature')).toMatchObject({ unit: '°C', times: [1000, 2000], values: [50, 60] })
    expect(named('GPU 0 SM clock')).toMatchObject({ unit: 'MHz', values: [900, 1500] })
    expect(named('GPU 1 memory used')).toMatchObject({ unit: 'MB', times: [2000], values: [2000] })
    expect(named('CPU')).toMatchObject({ unit: '', times: [1000, 1500] })
    expect(named('memory used')).toMatchObject({ unit: 'MB', values: [4000, 4000, 4000] })
    expect(named('GPU 0 power')).toBeUndefined()
    expect(named('CPU clock')).toBeUndefined()
    expect(telemetrySeries([])).toEqual([])
  })
})

describe('telemetryFigure', () => {
  it('is the least, the mean and the largest value', () => {
    const series = { name: 'power', unit: 'W', times: [0, 1, 2], values: [3, 1, 5] }
    expect(telemetryFigure(series)).toEqual({ name: 'power', unit: 'W', min: 1, mean: 3, max: 5 })
  })
})

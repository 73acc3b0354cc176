import { describe, expect, it } from 'vitest'
import { compareForecast } from '../../../../src/main/trt/forecast/compare-forecast.ts'
import { forecastEngine } from '../../../../src/main/trt/forecast/forecast.ts'
import { engineOf, FP16, INT8, tensorJson } from '../engine-json.ts'
import { ResNetBuilder } from './resnet-builder.ts'

const conv = (name: string, from: string, to: string) => ({
  Name: name,
  LayerType: 'CaskConvolution',
  Inputs: [tensorJson(`${name} in`, from)],
  Outputs: [tensorJson(`${name} out`, to)],
})
const lone = (name: string) => ({
  Name: name,
  LayerType: 'Reformat',
  Inputs: [tensorJson(`${name} in`, FP16)],
  Outputs: [tensorJson(`${name} out`, INT8)],
  Origin: 'QDQ',
})

describe('compareForecast', () => {
  // Foretold: all INT8, 8 of 21 write INT8, 10 quantizers run alone.
  const forecast = forecastEngine(new ResNetBuilder({ skip: false, pool: false }).build().model)

  it('counts what came true of what the engine has', () => {
    const comparison = compareForecast(
      forecast,
      engineOf(
        lone('QuantizeLinear_2'),
        lone('QuantizeLinear_40_clone_0'),
        lone('QuantizeLinear_20'),
        conv('layer1.0.conv1.weight + QuantizeLinear_20 + Conv_22', INT8, INT8),
        conv('layer1.0.conv2.weight + QuantizeLinear_32 + Conv_34 + Add_36', INT8, INT8),
        conv('layer4.1.conv2.weight + renamed', FP16, FP16),
      ),
    )
    expect(comparison.int8).toEqual({ predicted: 3, actual: 2, hits: 2, precision: 2 / 3, recall: 1 })
    expect(comparison.int8Output).toEqual({ predicted: 1, actual: 2, hits: 1, precision: 1, recall: 0.5 })
    expect(comparison.reformats).toMatchObject({ predicted: 10, actual: 3, hits: 2, precision: 0.2 })
    expect(comparison.missedReformats).toEqual(['QuantizeLinear_20'])
    expect(comparison.needlessReformats).toContain('QuantizeLinear_15')
    expect(comparison.rows.filter(({ actual }) => actual === null)).toHaveLength(18)
    expect(comparison.rows.at(-2)).toMatchObject({
      layer: 'layer4.1.conv2',
      actual: { precision: 'float' },
      at: 5,
    })
  })

  it('an engine of another model shares nothing', () => {
    const { int8, reformats, rows } = compareForecast(
      forecast,
      engineOf(conv('other.weight + Conv_999', INT8, INT8)),
    )
    expect(rows.every(({ actual }) => actual === null)).toBe(true)
    expect(int8).toMatchObject({ predicted: 0, actual: 0, precision: 1, recall: 1 })
    expect(reformats).toMatchObject({ hits: 0, precision: 0, recall: 1 })
  })
})

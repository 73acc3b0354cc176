import { describe, expect, it } from 'vitest'
import { reportCard } from '../../../../src/main/trt/engine/report-card.ts'
import { describeWithReference } from '../../../support/shared.ts'
import { engineOf, tensorJson, FP16, FP32, INT8 } from '../engine-json.ts'
import { TENSORRT } from '../fixture-files.ts'
import { recordedEngine } from '../recorded-engine.ts'

const conv = (name: string, inputs: object[], output: object, more: object = {}) => ({
  Name: `${name}.weight + QuantizeLinear_${name} + ${name}`,
  LayerType: 'CaskConvolution',
  Inputs: inputs,
  Outputs: [output],
  Weights: { Type: 'Int8', Count: 1024 },
  ...more,
})
const quantize = (name: string, from: object, to: object) => ({
  Name: name,
  LayerType: 'Reformat',
  Inputs: [from],
  Outputs: [to],
  Origin: 'QDQ',
})

describe('report card', () => {
  it('names the layers that want one tensor at two scales', () => {
    const card = reportCard(
      engineOf(
        conv('stem.conv', [tensorJson('x', INT8)], tensorJson('y', FP16)),
        quantize('QuantizeLinear_1', tensorJson('y', FP16), tensorJson('y1', INT8)),
        quantize('QuantizeLinear_2', tensorJson('y', FP16), tensorJson('y2', INT8)),
        conv('left.conv', [tensorJson('y1', INT8)], tensorJson('a', INT8)),
        conv('right.conv', [tensorJson('y2', INT8)], tensorJson('b', INT8)),
      ),
    )
    expect(card.reformats.map(({ cause }) => cause.kind)).toEqual(['scale-mismatch', 'scale-mismatch'])
    expect(card.reformats[0].edge).toEqual({ from: ['stem.conv'], to: ['left.conv'] })
    expect(card.reformats[0].cause.change?.patch).toEqual({ match: [['left.conv', 'right.conv']] })
    const [finding] = card.findings
    expect(finding).toMatchObject({ id: 'scale-mismatch', severity: 'medium', layers: [1, 2] })
  })

  it('finds convolutions that ran float though quantized, and those that nothing quantized', () => {
    const half = { Weights: { Type: 'Half', Count: 16 } }
    const card = reportCard(
      engineOf(
        conv('a', [tensorJson('x', INT8)], tensorJson('y', INT8)),
        conv('b', [tensorJson('y', FP16)], tensorJson('z', FP16), half),
        { ...conv('c', [tensorJson('z', FP16)], tensorJson('w', FP16), half), Name: 'head.weight + Conv_9' },
      ),
    )
    const found = new Map(card.findings.map(({ id, layers }) => [id, layers]))
    expect(found.get('quantized-ran-float')).toEqual([1])
    expect(found.get('float-convolution')).toEqual([2])
    expect(card.findings.find(({ id }) => id === 'quantized-ran-float')?.change?.patch).toEqual({
      exclude: ['b(?:\\.|$)'],
    })
    expect(card.findings.find(({ id }) => id === 'float-convolution')?.change?.patch).toEqual({
      include: ['head'],
    })
  })

  it('counts bytes by element type', () => {
    const { traffic } = reportCard(
      engineOf(conv('a', [tensorJson('x', INT8, [1, 32, 4, 4])], tensorJson('y', FP16, [1, 64, 2, 2]))),
    )
    expect(traffic).toMatchObject({ activations: 512 + 2 * 256, weights: 1024, largest: [0] })
  })

  it('finds what is left beside a convolution, kernels without Tensor Cores, odd channels', () => {
    const card = reportCard(
      engineOf(
        conv('a', [tensorJson('x', INT8, [1, 24, 4, 4])], tensorJson('y', INT8), {
          TacticName: 'volta_icudnn_int8x4_128x32',
        }),
        {
          Name: 'PWN(Sigmoid_1)',
          LayerType: 'PointWiseV2',
          Inputs: [tensorJson('y', INT8)],
          Outputs: [tensorJson('z', INT8)],
        },
      ),
    )
    expect(card.findings.map(({ id }) => id).sort()).toEqual([
      'channels-not-aligned',
      'not-accelerated',
      'unfused-pointwise',
    ])
  })

  it('finds INT8 layers that write float, what runs FP32 among faster layers, and a quantizer that nothing takes in', () => {
    const card = reportCard(
      engineOf(
        conv('a', [tensorJson('x', INT8)], tensorJson('y', FP16)),
        {
          Name: 'Pool_1',
          LayerType: 'Pooling',
          Inputs: [tensorJson('y', FP32)],
          Outputs: [tensorJson('z', FP32)],
        },
        quantize('QuantizeLinear_2', tensorJson('z', FP32), tensorJson('w', INT8)),
        conv('b', [tensorJson('w', INT8)], tensorJson('v', INT8)),
      ),
    )
    const found = new Map(card.findings.map(({ id, layers }) => [id, layers]))
    expect(found.get('float-output')).toEqual([0])
    expect(found.get('single-precision')).toEqual([1])
    expect(found.get('unfused-quantizer')).toEqual([2])
    const { change } = card.findings.find(({ id }) => id === 'unfused-quantizer') ?? {}
    expect(change?.patch).toEqual({ operators: ['AveragePool', 'GlobalAveragePool'] })
  })

  it.each([
    ['float', FP16, { exclude: ['b(?:\\.|$)'] }],
    ['INT8', INT8, undefined],
  ])('a layer alone among what stays float is better left float: it hands on %s', (_case, out, patch) => {
    const { reformats } = reportCard(
      engineOf(
        {
          Name: 'Softmax_1',
          LayerType: 'SoftMax',
          Inputs: [tensorJson('x', FP16)],
          Outputs: [tensorJson('y', FP16)],
        },
        quantize('QuantizeLinear_2', tensorJson('y', FP16), tensorJson('z', INT8)),
        conv('b', [tensorJson('z', INT8)], tensorJson('w', out)),
      ),
    )
    expect(reformats.map(({ cause }) => [cause.kind, cause.change?.patch])).toEqual([
      ['float-producer', patch],
    ])
  })

  it.each([
    [INT8, 48, true],
    [INT8, 64, false],
    [FP16, 24, true],
    [FP16, 48, false],
    [FP32, 24, false],
  ])('channels of %s: %d is odd: %s', (format, channels, odd) => {
    const weights = format === INT8 ? {} : { Weights: { Type: format === FP16 ? 'Half' : 'Float', Count: 1 } }
    const tensor = (name: string) => tensorJson(name, format, [1, channels, 4, 4])
    const { findings } = reportCard(engineOf(conv('a', [tensor('x')], tensor('y'), weights)))
    expect(findings.some(({ id }) => id === 'channels-not-aligned')).toBe(odd)
  })

  it('says nothing of an engine of which only names are known', () => {
    const card = reportCard(
      engineOf('Conv_1 + Relu_2', 'Reformatting CopyNode for Input Tensor 0 to MaxPool_3'),
    )
    expect(card.reformats.map(({ origin, role, cause }) => [origin, role, cause.kind])).toEqual([
      ['REFORMAT', 'unknown', 'unknown'],
    ])
    expect(card.findings).toEqual([])
  })

  it('sees where INT8 turns float and back', () => {
    const card = reportCard(
      engineOf(
        conv('a', [tensorJson('x', INT8)], tensorJson('y', FP16)),
        {
          Name: 'Softmax_1',
          LayerType: 'SoftMax',
          Inputs: [tensorJson('y', FP16)],
          Outputs: [tensorJson('z', FP32)],
        },
        quantize('QuantizeLinear_2', tensorJson('z', FP32), tensorJson('w', INT8)),
      ),
    )
    expect(card.switches).toMatchObject([{ back: 2, out: [0], between: [1], tensor: 'z' }])
  })
})

describeWithReference(TENSORRT, 'report cards of recorded engines', () => {
  it('qat: float skips are the costliest that a recipe changes', () => {
    const engine = recordedEngine('qat')
    const card = reportCard(engine)
    expect(card.reformats).toHaveLength(12)
    expect(card.reformatMs).toBeCloseTo(0.278528, 6)
    const [first] = card.findings
    expect(first).toMatchObject({ id: 'float-skip', severity: 'high' })
    expect(first.change?.patch).toEqual({ add: 'residual' })
    expect(first.change?.layers).toEqual(['Add_36', 'Add_61', 'Add_122', 'Add_183', 'Add_244'])
    expect(first.ms).toBeCloseTo(0.1638, 4)
    expect(card.switches).toHaveLength(9)
  })

  it('qat-residual: what is left comes from the average pool', () => {
    const kinds = reportCard(recordedEngine('qatResidual')).reformats.map(({ nodes, cause }) => [
      nodes[0],
      cause.kind,
      cause.change?.kind,
    ])
    expect(kinds).toEqual([
      ['QuantizeLinear_2', 'network-input', undefined],
      ['DequantizeLinear_291', 'float-addition', 'quantize-pool'],
      ['QuantizeLinear_298', 'float-producer', 'quantize-pool'],
    ])
    const pooled = reportCard(recordedEngine('qatResidualPool'))
    expect(pooled.reformats.map(({ cause }) => cause.kind)).toEqual(['network-input'])
    expect(pooled.switches).toEqual([])
  })

  it.each(['fp32', 'fp16', 'qat', 'qatResidual', 'tensorflowQat', 'mobilenet'] as const)(
    '%s: every grouping holds all layers and all of the time',
    (name) => {
      const engine = recordedEngine(name)
      const { byType, byPrecision, byKindAndPrecision, totalMs = NaN } = reportCard(engine)
      for (const groups of [byType, byPrecision, byKindAndPrecision]) {
        expect(groups.reduce((sum, { layers }) => sum + layers, 0)).toBe(engine.layers.length)
        expect(groups.reduce((sum, { ms }) => sum + (ms ?? 0), 0)).toBeCloseTo(totalMs, 9)
        expect(groups.reduce((sum, { share }) => sum + (share ?? 0), 0)).toBeCloseTo(1, 9)
      }
    },
  )
})

import { expect, it } from 'vitest'
import { diffEngines } from '../../../../src/main/trt/engine/engine-diff.ts'
import { sumMs } from '../../../../src/main/trt/engine/engine-graph.ts'
import { reportCard } from '../../../../src/main/trt/engine/report-card.ts'
import { describeWithReference } from '../../../support/shared.ts'
import { recorded, TENSORRT } from '../fixture-files.ts'
import { ENGINES, recordedEngine } from '../recorded-engine.ts'

const NAMES = [
  'fp32',
  'fp16',
  'qat',
  'qatResidual',
  'qatResidualPool',
  'tensorflowFp16',
  'tensorflowQat',
] as const

describeWithReference(TENSORRT, 'recorded engines side by side', () => {
  it('qat and qat-residual: layers by module, what fused, which reformats went and came', () => {
    const [a, b] = [recordedEngine('qat'), recordedEngine('qatResidual')]
    const diff = diffEngines(a, b)
    const convolutions = diff.pairs.filter((pair) => a.layers[pair.a].kind === 'convolution')
    expect(convolutions).toHaveLength(21)
    for (const pair of convolutions) expect(b.layers[pair.b].path).toBe(a.layers[pair.a].path)
    const pool = diff.onlyInA.find(({ layer }) => a.layers[layer].name === 'MaxPool_12')
    expect(b.layers[pool?.fusedInto ?? -1].path).toBe('conv1')
    expect(diff.reformatsLost.map(({ nodes, name }) => nodes[0] ?? name.slice(0, 40))).toEqual([
      'Reformatting CopyNode for Output Tensor ',
      'QuantizeLinear_15',
      'QuantizeLinear_40',
      'QuantizeLinear_65',
      'QuantizeLinear_101',
      'QuantizeLinear_126',
      'QuantizeLinear_187',
      'QuantizeLinear_162',
      'QuantizeLinear_223',
      'Reformatting CopyNode for Input Tensor 0',
    ])
    expect(diff.reformatsGained.map(({ name }) => name)).toEqual(['DequantizeLinear_291'])
    const last = diff.pairs.find((pair) => a.layers[pair.a].path === 'layer4.1.conv2')
    expect(last?.deltaMs).toBeCloseTo(0.0389, 4)
    expect(last?.formats).toEqual(['input 1: fp16 chw32 → fp32 linear', 'output 0: fp16 chw32 → fp32 linear'])
  })

  it('qat-residual and qat-residual-qgap: the pool in INT8 lets the last convolution write INT8', () => {
    const [a, b] = [recordedEngine('qatResidual'), recordedEngine('qatResidualPool')]
    const diff = diffEngines(a, b)
    expect(diff.reformatsLost.map(({ name, cause }) => [name, cause.kind])).toEqual([
      ['DequantizeLinear_291', 'float-addition'],
      ['QuantizeLinear_298', 'float-producer'],
    ])
    expect([diff.reformatsGained, diff.onlyInB]).toEqual([[], []])
    const changed = diff.pairs.filter(({ formats }) => formats.length > 0)
    expect(changed.map((pair) => a.layers[pair.a].name.split(' ').at(-1))).toEqual([
      'Relu_293',
      'GlobalAveragePool_294',
    ])
    expect(changed.map(({ precision }) => precision)).toEqual([undefined, 'fp32 → int8'])
  })

  it('names that TensorRT numbers anew in every build are no difference', () => {
    const { pairs } = diffEngines(recordedEngine('qat'), recordedEngine('qatResidual'))
    const taken = pairs.flatMap(({ fusedOnlyInA, fusedOnlyInB }) => [...fusedOnlyInA, ...fusedOnlyInB])
    expect(taken.filter((node) => !/^(?:Add|Relu|MaxPool)_\d+$/.test(node))).toEqual([])
    expect(taken).toContain('MaxPool_12')
  })

  const RESNETS = ['fp32', 'fp16', 'qat', 'qatResidual', 'qatResidualPool'] as const

  it.each(RESNETS)("%s: times add up to the profile's own total, the report's to it too", (name) => {
    const total = Array.from(
      recorded(`${ENGINES[name]}.profile.json`).matchAll(/"averageMs" : ([\d.e-]+)/g),
      ([, ms]) => Number(ms),
    ).reduce((sum, ms) => sum + ms, 0)
    const engine = recordedEngine(name)
    const { times } = diffEngines(engine, recordedEngine('fp16'))
    const { byType, reformatMs, totalMs, findings } = reportCard(engine)
    expect(total).toBeGreaterThan(0.6)
    const sums = [
      engine.totalMs,
      sumMs(engine.layers),
      times.matchedA + times.onlyA,
      byType.reduce((sum, { ms }) => sum + (ms ?? 0), 0),
      totalMs,
    ]
    for (const sum of sums) expect(sum).toBeCloseTo(total, 9)
    const reformats = engine.layers.filter(({ type }) => type === 'Reformat')
    expect(reformatMs).toBeCloseTo(sumMs(reformats), 9)
    for (const { layers, ms, percent } of findings) {
      expect(ms).toBeCloseTo(sumMs(layers.map((at) => engine.layers[at])), 9)
      expect(percent).toBeCloseTo((100 * (ms ?? NaN)) / total, 6)
    }
  })

  it('fp16 and qat-residual, which share no name, match by what they do and where they stand', () => {
    const [a, b] = [recordedEngine('fp16'), recordedEngine('qatResidual')]
    const { pairs } = diffEngines(a, b)
    const matched = new Map(pairs.map((pair) => [a.layers[pair.a].name, b.layers[pair.b].path]))
    expect(matched.get('Conv_0 + Relu_1')).toBe('conv1')
    expect(matched.get('Conv_15')).toBe('layer2.0.conv2')
    expect(matched.get('Conv_16 + Add_17 + Relu_18')).toBe('layer2.0.downsample.0')
    expect(matched.get('Conv_21 + Add_22 + Relu_23')).toBe('layer2.1.conv2')
    expect(matched.get('Conv_43 + Add_44 + Relu_45')).toBe('layer4.1.conv2')
    expect(matched.get('Gemm_48')).toBe('fc')
    expect(pairs.every(({ precision }) => precision !== undefined)).toBe(true)
  })

  it("TensorFlow's layers match through the names that its quantization toolkit puts around them", () => {
    const [a, b] = [recordedEngine('tensorflowFp16'), recordedEngine('tensorflowQat')]
    const { pairs } = diffEngines(a, b)
    const byModule = pairs.filter(({ by }) => by === 'module')
    expect(byModule.length).toBeGreaterThanOrEqual(52)
    for (const { a: one, b: other } of byModule) {
      expect(b.layers[other].path?.replace('quant_', '')).toContain(a.layers[one].path)
    }
  })

  it('an engine is the same as itself', () => {
    const engine = recordedEngine('mobilenet')
    const diff = diffEngines(engine, engine)
    expect(diff.pairs.map(({ a, b }) => [a, b])).toEqual(engine.layers.map(({ index }) => [index, index]))
    expect(
      diff.pairs.every(
        ({ formats, deltaMs, tacticChanged }) => formats.length === 0 && deltaMs === 0 && !tacticChanged,
      ),
    ).toBe(true)
  })

  it.each(NAMES.flatMap((a) => NAMES.map((b) => [a, b] as const)))('times of %s and %s add up', (a, b) => {
    const [one, other] = [recordedEngine(a), recordedEngine(b)]
    const { times, pairs, onlyInA, onlyInB } = diffEngines(one, other)
    expect(times.matchedA + times.onlyA).toBeCloseTo(times.totalA ?? NaN, 9)
    expect(times.matchedB + times.onlyB).toBeCloseTo(times.totalB ?? NaN, 9)
    expect(pairs.length + onlyInA.length).toBe(one.layers.length)
    expect(pairs.length + onlyInB.length).toBe(other.layers.length)
    expect(new Set(pairs.map((pair) => pair.b)).size).toBe(pairs.length)
    expect(sumMs(one.layers)).toBeCloseTo(times.totalA ?? NaN, 9)
  })
})

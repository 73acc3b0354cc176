import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { decodeModel } from '../../../../src/main/onnx/decode.ts'
import type { Model } from '../../../../src/main/onnx/model.ts'
import type { Value } from '../../../../src/main/onnx/value.ts'
import { quantizeModel } from '../../../../src/main/quant/quantize-model.ts'
import { recipeFrom } from '../../../../src/main/quant/recipe.ts'
import { preparedCopy } from '../../../../src/main/stages/quantize.ts'
import { applyRecipePatch } from '../../../../src/main/quant/recipe-change.ts'
import { compareForecast } from '../../../../src/main/trt/forecast/compare-forecast.ts'
import { forecastEngine, type Forecast } from '../../../../src/main/trt/forecast/forecast.ts'
import { DetectorBuilder } from '../../quant/detector-builder.ts'
import { describeWithReference, reference } from '../../../support/shared.ts'
import { TENSORRT } from '../fixture-files.ts'
import { recordedEngine } from '../recorded-engine.ts'
import { MobileNetBuilder } from './mobilenet-builder.ts'
import { ResNetBuilder } from './resnet-builder.ts'

/** Ranges that differ from tensor to tensor, and of a group the largest. */
function rangeOf(tensor: string): number {
  return 1 + [...tensor].reduce((sum, letter) => (31 * sum + letter.charCodeAt(0)) % 1009, 7) / 1009
}
const RANGES = {
  activations: {
    amax: rangeOf,
    merged: (tensors: readonly string[]) => Math.max(...tensors.map(rangeOf)),
  },
}

function forecastOf(model: Model, recipe: object): Forecast {
  const full = recipeFrom({ method: 'max', headFloat: 'off', ...recipe })
  return forecastEngine(quantizeModel(model, full, RANGES).model)
}

function runsAs({ layers }: Forecast): Record<string, string> {
  return Object.fromEntries(layers.map(({ layer, precision, output }) => [layer, `${precision} ${output}`]))
}

function reformats({ card }: Forecast): [string, string][] {
  return card.reformats.map(({ name, cause }) => [name, cause.kind])
}

/** A detector-like graph between an image and one output convolution. */
function graphOf(body: (builder: DetectorBuilder, x: Value) => Value): Model {
  const builder = new DetectorBuilder()
  const last = body(builder, builder.conv('model.0', builder.image(), 32))
  builder.output(builder.conv('model.9', last, 32, { act: false }))
  return builder.model
}

describe('forecast', () => {
  it('runs a chain in INT8 and fuses SiLU', () => {
    const forecast = forecastOf(
      graphOf((builder, x) => builder.conv('model.1', x, 32)),
      {},
    )
    expect(runsAs(forecast)).toEqual({
      'model.0': 'int8 int8',
      'model.1': 'int8 int8',
      'model.9': 'int8 float',
    })
    expect(reformats(forecast)).toEqual([['images_QuantizeLinear', 'network-input']])
    expect(forecast.broken).toEqual([])
    expect(forecast.graph.layers).toHaveLength(4)
  })

  it('a concatenation of tensors with other readers needs one scale', () => {
    const model = graphOf((builder, x) => {
      const [one, two] = [builder.conv('model.1', x, 32), builder.conv('model.2', x, 32)]
      return builder.concat('model.4', [builder.conv('model.3', one, 32), one, two])
    })
    const without = forecastOf(model, { rules: 'off' })
    expect(runsAs(without)).toMatchObject({
      'model.1': 'int8 float',
      'model.2': 'int8 int8',
      'model.3': 'int8 int8',
    })
    expect(
      reformats(without)
        .slice(1)
        .map(([, cause]) => cause),
    ).toEqual(['scale-mismatch', 'scale-mismatch'])
    const change = without.card.reformats[1].cause.change
    expect(change?.patch).toEqual({ match: [['model.9', 'model.3']] })
    const asIs = recipeFrom({ rules: 'off', headFloat: 'off', method: 'max' })
    const mended = applyRecipePatch(asIs, change?.patch ?? {})
    expect(reformats(forecastOf(model, mended))).toHaveLength(1)
    expect(reformats(forecastOf(model, { rules: 'on' }))).toHaveLength(1)
  })

  it('a quantizer moves before a MaxPool that shares its input with a layer', () => {
    const model = graphOf((builder, x) =>
      builder.concat('model.3', [builder.maxPool('model.1', x), builder.conv('model.2', x, 32)]),
    )
    expect(reformats(forecastOf(model, { rules: 'off' }))).toHaveLength(3)
    const forecast = forecastOf(model, { rules: 'on' })
    expect(reformats(forecast)).toHaveLength(1)
    expect(forecast.graph.layers.find(({ kind }) => kind === 'pooling')?.precision).toBe('int8')
  })

  it.each([
    ['none', 'int8 float', ['float-skip', 'float-skip']],
    ['residual', 'int8 int8', []],
  ] as const)('residual addition, quantized: %s', (add, branch, causes) => {
    const forecast = forecastOf(
      graphOf((builder, x) =>
        builder.conv('model.3', builder.bottleneck('model.2', builder.conv('model.1', x, 32)), 32),
      ),
      { add, rules: 'off' },
    )
    expect(runsAs(forecast)['model.2.cv2']).toBe(branch)
    expect(
      reformats(forecast)
        .slice(1)
        .map(([, cause]) => cause),
    ).toEqual(causes)
    expect(forecast.graph.layers.find(({ path }) => path === 'model.2.cv2')?.onnxLayers).toContain(
      'model.2.Add',
    )
  })

  it('an addition with both inputs quantized is a layer of its own', () => {
    const forecast = forecastOf(
      graphOf((builder, x) =>
        builder.conv('model.3', builder.bottleneck('model.2', builder.conv('model.1', x, 32)), 32),
      ),
      { add: 'both' },
    )
    expect(forecast.broken.map(({ layer, node }) => [layer, node])).toContainEqual([
      'model.2.cv2',
      'model.2.Add',
    ])
    expect(forecast.graph.layers.find(({ name }) => name === 'model.2.Add')?.precision).toBe('int8')
    expect(reformats(forecast)).toHaveLength(1)
  })

  it('a float layer between INT8 layers costs a dequantization and a quantization', () => {
    const forecast = forecastOf(
      graphOf((builder, x) => builder.conv('model.2', builder.conv('model.1', x, 32), 32)),
      { exclude: ['model\\.1'] },
    )
    expect(runsAs(forecast)).toMatchObject({
      'model.0': 'int8 float',
      'model.1': 'float float',
      'model.2': 'int8 int8',
    })
    expect(forecast.card.findings.find(({ id }) => id === 'unfused-quantizer')?.change?.patch).toEqual({
      include: ['model.1'],
    })
    expect(forecast.card.switches).toHaveLength(1)
  })

  it('a layer with quantized weights and float input runs float', () => {
    const model = graphOf((_, x) => x)
    const quantized = quantizeModel(model, recipeFrom({ method: 'max', headFloat: 'off' }), RANGES).model
    const conv = quantized.graph.nodes.findLast((node) => node.is('Conv'))
    const float = conv?.input(0)?.producer?.input(0)?.producer?.input(0)
    if (conv === undefined || float == null) throw new Error('expected a quantized convolution')
    quantized.graph.setInput(conv, 0, float)
    const { layers, card } = forecastEngine(quantized)
    expect(layers.at(-1)).toMatchObject({ precision: 'float', quantizedWeights: true })
    expect(card.findings.map(({ id }) => id)).toContain('quantized-ran-float')
  })

  it('a float model has nothing to convert', () => {
    const { card, layers } = forecastEngine(graphOf((_, x) => x))
    expect(card.reformats).toEqual([])
    expect(layers.every(({ precision }) => precision === 'float')).toBe(true)
  })
})

describeWithReference(TENSORRT, 'forecast and recorded engine', () => {
  it.each([
    ['qat', { skip: false, pool: false }, 8, 10],
    ['qatResidual', { skip: true, pool: false }, 19, 3],
    ['qatResidualPool', { skip: true, pool: true }, 20, 1],
  ] as const)('ResNet-18 %s: every layer and every reformat', (name, variant, outputs, lone) => {
    const comparison = compareForecast(
      forecastEngine(new ResNetBuilder(variant).build().model),
      recordedEngine(name),
    )
    expect(comparison.rows.every(({ actual }) => actual !== null)).toBe(true)
    expect(comparison.int8).toEqual({ predicted: 21, actual: 21, hits: 21, precision: 1, recall: 1 })
    expect(comparison.int8Output).toMatchObject({ predicted: outputs, actual: outputs, hits: outputs })
    expect(comparison.reformats).toMatchObject({ predicted: lone, actual: lone, hits: lone })
  })

  it.each([
    ['mobilenet', false],
    ['mobilenetResidual', true],
  ] as const)('MobileNetV2 %s', (name, skip) => {
    const comparison = compareForecast(
      forecastEngine(new MobileNetBuilder(skip).build().model),
      recordedEngine(name),
    )
    expect(comparison.rows.every(({ actual }) => actual !== null)).toBe(true)
    expect(comparison.int8).toMatchObject({ precision: 1, recall: 1, actual: 53 })
    expect(comparison.int8Output).toMatchObject({ precision: 1, recall: 1 })
    expect(comparison.missedReformats).toEqual([])
    expect(comparison.needlessReformats).toEqual([])
  })
})

describeWithReference('models/yolov7-topology.onnx', 'YOLOv7', () => {
  const path = reference('models/yolov7-topology.onnx')
  const model = preparedCopy(decodeModel(readFileSync(path), { label: path, folder: '' }))
  const forecast = (rules: 'on' | 'off') => {
    const recipe = recipeFrom({ method: 'max', rules })
    const { model: quantized } = quantizeModel(model, recipe, RANGES)
    return forecastEngine(quantized, { inputDims: new Map([['images', [1, 3, 640, 640]]]) })
  }

  it('needs no requantization with the scale rules, many without', () => {
    const [off, on] = [forecast('off'), forecast('on')]
    for (const { layers } of [off, on]) {
      expect(layers.filter(({ precision }) => precision === 'int8')).toHaveLength(89)
    }
    expect(reformats(on)).toEqual([['images_QuantizeLinear', 'network-input']])
    expect(on.layers.filter(({ output }) => output === 'int8')).toHaveLength(86)
    expect(Map.groupBy(reformats(off), ([, cause]) => cause).get('scale-mismatch')).toHaveLength(62)
    expect(off.layers.filter(({ output }) => output === 'int8')).toHaveLength(55)
    expect(off.card.findings[0]).toMatchObject({ id: 'scale-mismatch', change: { patch: { rules: 'on' } } })
    expect(off.card.traffic.activations).toBeGreaterThan(1.15 * on.card.traffic.activations)
    // What meets at other scales lies around concatenations and pools alone.
    const moved = new Set(
      off.card.reformats.flatMap(({ nodes }) => nodes).filter((node) => /Concat|MaxPool/.test(node)),
    )
    expect(moved.size).toBeGreaterThan(10)
  })
})

import { describe, expect, it } from 'vitest'
import { exportableDetector, trainableDetector } from '../../../scripts/train-demo/architecture.ts'
import { exportDetector } from '../../../scripts/train-demo/export-detector.ts'
import type { Weights } from '../../../scripts/train-demo/weights.ts'
import { seededRandom } from '../../../src/main/base/random.ts'
import { recogniseFamily } from '../../../src/main/detect/detect-family.ts'
import { encodeModel } from '../../../src/main/onnx/encode.ts'
import { modelCost } from '../../../src/main/onnx/flops.ts'
import { layersOf } from '../../../src/main/onnx/layers.ts'
import { newValueInfo, DataType } from '../../../src/main/onnx/proto.ts'
import { findHead } from '../../../src/main/quant/head.ts'
import { findResidualAdds } from '../../../src/main/quant/residual-adds.ts'
import { openSession } from '../../../src/main/session/session.ts'
import { checkedOpset, checkerNote, complaints } from '../../support/onnx-checker.ts'

const CLASSES = Array.from({ length: 12 }, (_, index) => `class ${index}`)

function options(side = 256, weights: Weights = new Map()) {
  return { classes: CLASSES, side, weights, seed: 1 }
}

function image(side: number, batch = 1) {
  const random = seededRandom(7)
  const data = Float32Array.from({ length: batch * 3 * side * side }, () => random.next())
  return { data, dims: [batch, 3, side, side] }
}

describe('the bundled detector', () => {
  it('has at most 400,000 parameters and 0.6 GFLOPs', () => {
    const weights: Weights = new Map()
    const cost = modelCost(exportableDetector(options(256, weights)), new Map([['images', [1, 3, 256, 256]]]))
    const stored = [...weights.values()].reduce((sum, { data }) => sum + data.length, 0)
    expect(stored).toBeGreaterThan(250_000)
    expect(stored).toBeLessThanOrEqual(400_000)
    expect(cost.flops).toBeLessThanOrEqual(0.6e9)
  })

  it('has every structure that users meet', () => {
    const { graph } = exportDetector(options())
    const count = (opType: string) => graph.nodes.filter((node) => node.is(opType)).length
    expect(count('BatchNormalization')).toBe(0)
    expect(count('MaxPool')).toBe(3)
    expect(count('Resize')).toBe(2)
    expect(count('Split')).toBe(4)
    expect(count('Concat')).toBeGreaterThan(8)
    const heads = findHead(graph, layersOf(graph)).layers.map(({ name }) => name)
    expect(heads).toEqual(['model.23.m.0', 'model.23.m.1', 'model.23.m.2'])
    expect(findResidualAdds(graph, layersOf(graph)).length).toBe(3)
  })

  it('is named as PyTorch names its modules', () => {
    const { graph } = exportDetector(options())
    const names = layersOf(graph).map(({ name, block }) => `${block}: ${name}`)
    expect(names).toContain('model.0: model.0.conv')
    expect(names).toContain('model.2: model.2.m.0.cv1.conv')
    expect(graph.nodes.map(({ name }) => name)).toContain('/model.2/m/m.0/cv1/conv/Conv')
    expect(graph.find('model.2.m.0.cv1.conv.bias')?.initializer).not.toBeNull()
  })

  it('is recognised as a YOLOv5 with its classes, of any batch', async () => {
    const model = exportDetector(options())
    const session = await openSession(model)
    const { output0 } = await session.run({ images: image(256, 2) })
    await session.close()
    expect(output0.dims).toEqual([2, 4032, 17])
    const trial = new Map([['output0', { data: output0.data.subarray(0, 4032 * 17), dims: [1, 4032, 17] }]])
    for (const found of [recogniseFamily(model), recogniseFamily(model, { trial })]) {
      expect(found.family.id).toBe('yolov5')
      expect(found.classNames).toEqual(CLASSES)
      expect(found.preprocess).toMatchObject({ mode: 'letterbox', width: 256, height: 256, mean: [0, 0, 0] })
      expect(found.alternatives).toEqual([])
    }
  })

  it('says the same before and after batch normalisation is folded', async () => {
    const weights: Weights = new Map()
    exportableDetector(options(64, weights))
    const random = seededRandom(3)
    for (const [name, { data }] of weights)
      if (/running|bn\.weight/.test(name)) data.forEach((_, at) => (data[at] = 0.5 + random.next()))
    const outputs = []
    for (const model of [exportableDetector(options(64, weights)), exportDetector(options(64, weights))]) {
      const session = await openSession(model)
      outputs.push((await session.run({ images: image(64) })).output0.data)
      await session.close()
    }
    const [plain, folded] = outputs
    const difference = Math.max(...plain.map((value, at) => Math.abs(value - folded[at])))
    expect(difference).toBeLessThan(1e-3)
  })

  it('normalises in training by the statistics that it hands out', async () => {
    const weights: Weights = new Map()
    const trainable = trainableDetector(options(64, weights), 2)
    const { graph } = trainable.model
    for (const { value } of trainable.statistics)
      graph.addOutput(value, newValueInfo(value.name, DataType.FLOAT, null))
    for (const value of trainable.heads)
      graph.addOutput(value, newValueInfo(value.name, DataType.FLOAT, null))
    const training = await openSession(trainable.model)
    const trained = await training.run({ images: image(64, 2) })
    await training.close()
    for (const { name, value } of trainable.statistics) weights.get(name)?.data.set(trained[value.name].data)
    const evaluated = exportableDetector(options(64, weights))
    const [head] = trainable.heads
    evaluated.graph.addOutput(evaluated.graph.get(head.name), newValueInfo(head.name, DataType.FLOAT, null))
    const session = await openSession(evaluated)
    const { [head.name]: raw } = await session.run({ images: image(64, 2) })
    await session.close()
    const difference = Math.max(...raw.data.map((value, at) => Math.abs(value - trained[head.name].data[at])))
    expect(difference).toBeLessThan(1e-3)
  })

  it('encodes to the same bytes every time', () => {
    expect(encodeModel(exportDetector(options()))).toEqual(encodeModel(exportDetector(options())))
  })
})

describe.skipIf(checkedOpset === 0)(`ONNX's own checker${checkerNote}`, () => {
  it('has nothing against the export', () => {
    expect(complaints({ detector: exportDetector(options()) })).toBe('')
  })
})

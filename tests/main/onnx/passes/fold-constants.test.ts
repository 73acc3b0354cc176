import { describe, expect, it } from 'vitest'
import { loadModel } from '../../../../src/main/onnx/decode.ts'
import { foldConstants } from '../../../../src/main/onnx/passes/fold-constants.ts'
import { applyPass } from '../../../../src/main/onnx/passes/pass.ts'
import { newValueInfo } from '../../../../src/main/onnx/proto.ts'
import { compareRuns } from '../../../support/compare-models.ts'
import { describeWithReference, reference } from '../../../support/shared.ts'
import { ModelBuilder } from '../../../support/build-graph.ts'
import { operatorModel } from '../operator-cases.ts'

describe('fold-constants', () => {
  it('computes shape arithmetic ahead where the input is fixed', async () => {
    const builder = operatorModel('shape arithmetic')
    const { graph } = builder
    for (const name of ['reshape', 'resize', 'expand', 'tile']) builder.output(graph.get(name))
    const feeds = { x: { data: builder.values([2, 8, 13, 10]), dims: [2, 8, 13, 10] } }
    const { gap } = await compareRuns(builder.model, feeds, (model) => void applyPass(foldConstants, model))
    expect(gap).toBe(0)
    expect(graph.nodes.map(({ opType }) => opType).sort()).toEqual(['Expand', 'Reshape', 'Resize', 'Tile'])
  })

  it('leaves what depends on an open axis', () => {
    const { model, graph } = operatorModel('shape arithmetic', ['n', 8, 'h', 'w'])
    graph.addOutput(graph.get('reshape'))
    applyPass(foldConstants, model)
    expect(graph.nodes.map(({ opType }) => opType)).toContain('Gather')
  })

  it('keeps graph outputs computed', () => {
    const builder = new ModelBuilder()
    const sum = builder.node('Add', [builder.floats('a', [1], [1]), builder.floats('b', [1], [2])])
    builder.output(sum)
    expect(applyPass(foldConstants, builder.model).changed).toBe(false)
  })
})

describeWithReference('models/yolov5n.onnx', 'YOLOv5n', () => {
  it('has no shape arithmetic left at a fixed size, and the same outputs', async () => {
    const model = loadModel(reference('models/yolov5n.onnx'))
    model.graph.get('images').info = newValueInfo('images', 1, [1, 3, 640, 640])
    const feeds = { images: { data: new ModelBuilder().values([1, 3, 640, 640]), dims: [1, 3, 640, 640] } }
    const { gap } = await compareRuns(model, feeds, (edited) => void applyPass(foldConstants, edited))
    expect(gap).toBe(0)
    const left = new Set(model.graph.nodes.map(({ opType }) => opType))
    for (const opType of ['Shape', 'Gather', 'Unsqueeze', 'Range', 'Where', 'Expand'])
      expect(left).not.toContain(opType)
  })
})

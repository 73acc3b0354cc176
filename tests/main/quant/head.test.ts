import { describe, expect, it } from 'vitest'
import { layersOf } from '../../../src/main/onnx/layers.ts'
import { loadModel } from '../../../src/main/onnx/decode.ts'
import { findHead } from '../../../src/main/quant/head.ts'
import { describeWithReference, reference } from '../../support/shared.ts'
import { DetectorBuilder } from './detector-builder.ts'

function headOf({ graph }: DetectorBuilder) {
  const head = findHead(graph, layersOf(graph))
  return { layers: head.layers.map(({ name }) => name), tail: [...head.tail].map(({ name }) => name) }
}

/** Backbone of two convolutions. */
function backbone(builder: DetectorBuilder) {
  return builder.conv('model.1.conv', builder.conv('model.0.conv', builder.image(), 8), 8)
}

describe('findHead', () => {
  it('takes the last convolutions of every scale, joined by decoding, and leaves those before them', () => {
    const builder = new DetectorBuilder()
    const features = backbone(builder)
    const shape = builder.ints('shape', [1, 12, 256])
    const scales = [0, 1].map((scale) => {
      const raw = builder.conv(`model.2.m.${scale}`, features, 12, { act: false })
      return builder.node('Sigmoid', [builder.node('Reshape', [raw, shape])])
    })
    builder.output(builder.node('Concat', scales, { axis: 2 }, { name: 'decoded' }))
    const head = headOf(builder)
    expect(head.layers).toEqual(['model.2.m.0', 'model.2.m.1'])
    expect(head.tail).toContain('decoded')
    expect(head.tail).not.toContain('model.1.conv.act.Mul')
  })

  it('looks through the expectation over a softmax of decoupled heads', () => {
    const builder = new DetectorBuilder()
    const features = backbone(builder)
    const box = builder.conv('model.22.cv2.0.2', builder.conv('model.22.cv2.0.1.conv', features, 64), 64, {
      act: false,
    })
    const score = builder.conv('model.22.cv3.0.2', builder.conv('model.22.cv3.0.1.conv', features, 8), 8, {
      act: false,
    })
    const bins = builder.node('Reshape', [box, builder.ints('bins', [1, 4, 16, -1])])
    const moved = builder.node('Transpose', [bins], { perm: [0, 2, 1, 3] })
    const probabilities = builder.node('Softmax', [moved], { axis: 1 })
    const project = builder.floats(
      'model.22.dfl.conv.weight',
      [1, 16, 1, 1],
      Array.from({ length: 16 }, (_, i) => i),
    )
    const distances = builder.named('model.22.dfl.conv.Conv', 'Conv', [probabilities, project])
    builder.output(distances)
    builder.output(builder.node('Sigmoid', [score]))
    const head = headOf(builder)
    expect(head.layers).toEqual(['model.22.cv2.0.2', 'model.22.cv3.0.2'])
    expect(head.tail).toContain('model.22.dfl.conv.Conv')
  })

  it('looks through the product form of that expectation', () => {
    const builder = new DetectorBuilder()
    const raw = builder.conv('head.reg', backbone(builder), 16, { act: false })
    const bins = builder.node('Softmax', [builder.node('Reshape', [raw, builder.ints('bins', [-1, 8])])], {
      axis: 1,
    })
    builder.output(
      builder.node('MatMul', [bins, builder.floats('project', [8, 1], [0, 1, 2, 3, 4, 5, 6, 7])]),
    )
    expect(headOf(builder).layers).toEqual(['head.reg'])
  })

  it('looks through suppression inside the graph and the matrix of box corners before it', () => {
    const builder = new DetectorBuilder()
    const raw = builder.conv('model.2.m.0', backbone(builder), 5, { act: false })
    const rows = builder.node(
      'Transpose',
      [builder.node('Reshape', [raw, builder.ints('rows', [1, 5, -1])])],
      {
        perm: [0, 2, 1],
      },
    )
    const slice = (from: number, to: number) => {
      const at = [
        builder.ints(`from${from}`, [from]),
        builder.ints(`to${to}`, [to]),
        builder.ints(`axis${from}`, [2]),
      ]
      return builder.node('Slice', [rows, ...at])
    }
    const corners = builder.floats(
      'corners',
      [4, 4],
      [1, 0, 1, 0, 0, 1, 0, 1, -0.5, 0, 0.5, 0, 0, -0.5, 0, 0.5],
    )
    const boxes = builder.node('MatMul', [slice(0, 4), corners])
    const scores = builder.node('Transpose', [slice(4, 5)], { perm: [0, 2, 1] })
    const limit = builder.ints('limit', [100])
    const kept = builder.node('NonMaxSuppression', [boxes, scores, limit])
    builder.output(builder.node('Gather', [boxes, kept], { axis: 1 }))
    expect(headOf(builder).layers).toEqual(['model.2.m.0'])
  })

  it('keeps a trained matrix of four by four as a prediction layer', () => {
    const builder = new DetectorBuilder()
    const x = builder.input('x', [1, 4])
    builder.output(builder.node('MatMul', [x, builder.weights('box.weight', [4, 4])]))
    expect(headOf(builder).layers).toEqual(['box'])
  })

  it('does not follow a tensor whose size alone is used', () => {
    const builder = new DetectorBuilder()
    const features = backbone(builder)
    const raw = builder.conv('model.2.m.0', features, 5, { act: false })
    builder.output(builder.node('Reshape', [raw, builder.node('Shape', [features])]))
    expect(headOf(builder).layers).toEqual(['model.2.m.0'])
  })

  it('takes a convolution that feeds both an output and a later one', () => {
    const builder = new DetectorBuilder()
    const early = builder.conv('early', backbone(builder), 4, { act: false })
    builder.output(early)
    builder.output(builder.conv('late', early, 4, { act: false }))
    expect(headOf(builder).layers).toEqual(['early', 'late'])
  })
})

describeWithReference('models/yolov5n.onnx', 'findHead on real graphs', () => {
  it.each([
    ['yolov5n', 'model.24'],
    ['yolov7-topology', 'model.105'],
  ])('%s: the three prediction layers of %s', (file, block) => {
    const { graph } = loadModel(reference(`models/${file}.onnx`))
    const head = findHead(graph, layersOf(graph))
    expect(head.layers.map(({ name }) => name)).toEqual([0, 1, 2].map((scale) => `${block}.m.${scale}`))
  })
})

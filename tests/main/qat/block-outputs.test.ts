import { expect, describe, it } from 'vitest'
import { DataType } from '../../../src/main/onnx/proto.ts'
import type { Value } from '../../../src/main/onnx/value.ts'
import { blockOutputs } from '../../../src/main/qat/block-outputs.ts'
import { openModelFile } from '../../../src/main/stages/model-file.ts'
import { preparedCopy } from '../../../src/main/stages/quantize.ts'
import { ModelBuilder } from '../../support/build-graph.ts'
import { describeWithReference, reference } from '../../support/shared.ts'
import { tinyDetector } from '../../support/tiny-detector.ts'

/** Blocks of one convolution and a SiLU; `path` names the convolution's module. */
class BlockBuilder extends ModelBuilder {
  convolution(input: Value, path: string | null, output: string): Value {
    const weight = this.weights(path === null ? `onnx::Conv_${output}` : `${path}.weight`, [3, 3, 1, 1])
    const name = path === null ? '' : `/${path.replaceAll('.', '/')}/Conv`
    return this.node('Conv', [input, weight], {}, { name, outputs: [output] })
  }

  silu(input: Value, output: string): Value {
    const gate = this.node('Sigmoid', [input], {}, { outputs: [`${output}_gate`] })
    return this.node('Mul', [input, gate], {}, { outputs: [output] })
  }
}

describe('blockOutputs', () => {
  it('finds what blocks hand on to others, in graph order, without the head', () => {
    const builder = new BlockBuilder()
    const x = builder.input('x', [1, 3, 8, 8])
    const a = builder.silu(builder.convolution(x, 'model.0.conv', 'c0'), 'a')
    const inner = builder.convolution(a, 'model.1.cv1', 'c1')
    const b = builder.silu(builder.convolution(inner, 'model.1.cv2', 'c2'), 'b')
    // A block without weights: its node has a path, and it reads two others.
    const joined = builder.node('Add', [a, b], {}, { name: '/model.2/Add', outputs: ['joined'] })
    const last = builder.convolution(joined, 'model.3.m.0', 'c3')
    builder.output(builder.node('Sigmoid', [last], {}, { name: '/model.3/Sigmoid' }))
    expect(blockOutputs(builder.graph)).toEqual([
      { block: 'model.0', tensor: 'a' },
      { block: 'model.1', tensor: 'b' },
      { block: 'model.2', tensor: 'joined' },
    ])
  })

  it('gives each of several tensors that a block hands on', () => {
    const builder = new BlockBuilder()
    const one = builder.convolution(builder.input('x', [1, 3, 8, 8]), 'model.0.cv1', 'one')
    const two = builder.convolution(one, 'model.0.cv2', 'two')
    const sum = builder.node('Add', [one, two], {}, { name: '/model.1/Add', outputs: ['sum'] })
    builder.output(builder.convolution(sum, 'model.2.m.0', 'y'))
    expect(blockOutputs(builder.graph).map(({ tensor }) => tensor)).toEqual(['one', 'two', 'sum'])
  })

  it('takes each layer with what follows it where nothing has a path', () => {
    const builder = new BlockBuilder()
    const a = builder.silu(builder.convolution(builder.input('x', [1, 3, 8, 8]), null, 'c0'), 'a')
    const b = builder.silu(builder.convolution(a, null, 'c1'), 'b')
    const y = builder.node('Sigmoid', [builder.convolution(b, null, 'c2')])
    builder.output(y)
    const found = blockOutputs(builder.graph)
    expect(found.map(({ tensor }) => tensor)).toEqual(['a', 'b'])
    expect(new Set(found.map(({ block }) => block)).size).toBe(2)
  })

  it('leaves out the sizes that exporters pass from block to block, and constants', () => {
    const builder = new BlockBuilder()
    const a = builder.convolution(builder.input('x', [1, 3, 'h', 'w']), 'model.0.conv', 'a')
    const shape = builder.node('Shape', [a], {}, { name: '/model.0/Shape', outputs: ['shape'] })
    const constant = builder.node(
      'ConstantOfShape',
      [builder.ints('dims', [4])],
      {},
      { name: '/model.0/ConstantOfShape', outputs: ['constant'] },
    )
    const b = builder.convolution(a, 'model.1.conv', 'b')
    const expanded = builder.node(
      'Expand',
      [b, shape],
      {},
      { name: '/model.2/Expand', outputs: ['expanded'] },
    )
    const reshaped = builder.node('Add', [expanded, constant], {}, { name: '/model.2/Add', outputs: ['c'] })
    builder.output(builder.convolution(reshaped, 'model.3.m.0', 'y'))
    expect(blockOutputs(builder.graph).map(({ tensor }) => tensor)).toEqual(['a', 'b', 'c'])
  })

  it('leaves out integers that a cast makes', () => {
    const builder = new BlockBuilder()
    const a = builder.convolution(builder.input('x', [1, 3, 8, 8]), 'model.0.conv', 'a')
    const whole = builder.node(
      'Cast',
      [a],
      { to: DataType.INT32 },
      { name: '/model.0/Cast', outputs: ['whole'] },
    )
    const back = builder.node(
      'Cast',
      [whole],
      { to: DataType.FLOAT },
      { name: '/model.1/Cast', outputs: ['back'] },
    )
    builder.output(builder.convolution(back, 'model.2.m.0', 'y'))
    expect(blockOutputs(builder.graph).map(({ tensor }) => tensor)).toEqual(['back'])
  })

  it('finds none where all layers predict', () => {
    const builder = new BlockBuilder()
    builder.output(builder.convolution(builder.input('x', [1, 3, 8, 8]), 'model.0.m.0', 'y'))
    expect(blockOutputs(builder.graph)).toEqual([])
  })

  it("finds the tiny detector's one block in front of its head", () => {
    expect(blockOutputs(tinyDetector().graph).map(({ block }) => block)).toEqual(['model.0'])
  })
})

describeWithReference('models/yolov5n.onnx', 'blockOutputs of YOLOv5n', () => {
  it('are those of the 24 modules in front of the head', () => {
    const { model } = openModelFile(reference('models/yolov5n.onnx'))
    const expected = Array.from({ length: 24 }, (_, index) => `model.${index}`)
    expect(blockOutputs(model.graph).map(({ block }) => block)).toEqual(expected)
    expect(blockOutputs(preparedCopy(model).graph).map(({ block }) => block)).toEqual(expected)
  })
})

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { decodeModel, loadModel } from '../../../src/main/onnx/decode.ts'
import { encodeModel, saveModel } from '../../../src/main/onnx/encode.ts'
import { newTensor } from '../../../src/main/onnx/proto.ts'
import { floatsOf } from '../../../src/main/onnx/tensor.ts'
import { ModelBuilder } from '../../support/build-graph.ts'
import { block, floatInfo, join as bytes, number, tinyModel, type Bytes } from '../../support/wire.ts'

const holds = (file: Uint8Array, part: Uint8Array) => Buffer.from(file).includes(Buffer.from(part))

describe('encodeModel', () => {
  it('gives back the bytes it read', () => {
    const file = tinyModel()
    expect(encodeModel(decodeModel(file))).toEqual(file)
  })

  it('gives the same bytes every time', () => {
    const build = () => {
      const builder = new ModelBuilder()
      const conv = builder.node(
        'Conv',
        [builder.input('x', [1, 3, 8, 8]), builder.weights('w', [4, 3, 3, 3])],
        {
          pads: [1, 1, 1, 1],
          kernel_shape: [3, 3],
        },
      )
      builder.output(builder.node('Relu', [conv]))
      builder.model.metadata.set('names', 'x')
      return builder.model
    }
    const model = build()
    expect(encodeModel(model)).toEqual(encodeModel(model))
    expect(encodeModel(build())).toEqual(encodeModel(model))
    expect(encodeModel(decodeModel(encodeModel(model)))).toEqual(encodeModel(model))
  })

  const unknown = block(900, 'from the future')
  const kept: [string, Bytes, Bytes][] = [
    ['unknown fields of the model', tinyModel({ model: unknown }), unknown],
    ['unknown fields of the graph', tinyModel({ graph: unknown }), unknown],
    ['unknown fields of a node', tinyModel({ node: unknown }), unknown],
    ['documentation', tinyModel({ model: block(6, 'how to use') }), block(6, 'how to use')],
    ['the model version', tinyModel({ model: number(5, 77) }), number(5, 77)],
    ['graph documentation', tinyModel({ graph: block(10, 'the graph') }), block(10, 'the graph')],
    [
      'node metadata',
      tinyModel({ node: block(9, block(1, 'key'), block(2, 'v')) }),
      block(9, block(1, 'key'), block(2, 'v')),
    ],
    ['node overload', tinyModel({ node: block(8, 'overload') }), block(8, 'overload')],
    [
      'graph metadata',
      tinyModel({ graph: block(16, block(1, 'k'), block(2, 'v')) }),
      block(16, block(1, 'k'), block(2, 'v')),
    ],
    [
      'an opset of another domain',
      tinyModel({ model: block(8, block(1, 'com.x'), number(2, 3)) }),
      block(8, block(1, 'com.x'), number(2, 3)),
    ],
    [
      'a value info',
      tinyModel({
        graph: bytes(
          block(1, block(1, 'y'), block(2, 'z'), block(4, 'Relu')),
          block(13, floatInfo('z', [1, 3])),
        ),
      }),
      block(13, floatInfo('z', [1, 3])),
    ],
    [
      'a quantization annotation',
      tinyModel({ graph: block(14, block(1, 'x'), block(2, block(1, 'SCALE_TENSOR'), block(2, 's'))) }),
      block(1, 'SCALE_TENSOR'),
    ],
    [
      'training information',
      tinyModel({ model: block(20, block(2, block(2, 'step'))) }),
      block(20, block(2, block(2, 'step'))),
    ],
  ]
  it.each(kept)('keeps %s', (_what, file, part) => {
    const written = encodeModel(decodeModel(file))
    expect(holds(written, part)).toBe(true)
    expect(written.length).toBe(file.length)
  })

  it('keeps functions and nodes of their domain', () => {
    const body = block(7, block(1, 'a'), block(2, 'b'), block(4, 'Relu'))
    const fn = block(
      25,
      block(1, 'F'),
      block(4, 'a'),
      block(5, 'b'),
      body,
      block(9, number(2, 13)),
      block(10, 'mine'),
    )
    const call = block(1, block(1, 'y'), block(2, 'z'), block(4, 'F'), block(7, 'mine'))
    const opset = block(8, block(1, 'mine'), number(2, 1))
    const model = decodeModel(tinyModel({ graph: call, model: bytes(fn, opset) }))
    expect(model.graph.nodes.map(({ domain, opType }) => `${domain}:${opType}`)).toContain('mine:F')
    const written = encodeModel(model)
    for (const part of [fn, call, opset]) expect(holds(written, part)).toBe(true)
  })

  it('keeps sparse initializers, under their new name after a renaming', () => {
    const values = block(1, number(1, 1), number(2, 1), block(8, 'sparse'), block(9, new Uint8Array(4)))
    const sparse = block(
      15,
      values,
      block(2, number(1, 1), number(2, 7), block(7, Uint8Array.of(2))),
      number(3, 5),
    )
    const model = decodeModel(tinyModel({ graph: sparse }))
    expect(holds(encodeModel(model), sparse)).toBe(true)
    model.graph.rename(model.graph.get('sparse'), 'spares')
    const again = decodeModel(encodeModel(model))
    expect(again.graph.get('spares').sparse?.dims).toEqual([5n])
  })

  it('writes what was edited', () => {
    const model = decodeModel(tinyModel({ graph: unknown }))
    model.graph.rename(model.graph.get('x'), 'images')
    model.opsets.set('', 17)
    model.metadata.set('stride', '32')
    const again = decodeModel(encodeModel(model))
    expect(again.graph.inputs.map(({ name }) => name)).toEqual(['images'])
    expect(again.graph.nodes[0].input(0)?.name).toBe('images')
    expect([again.opsets.get(''), again.metadata.get('stride')]).toEqual([17, '32'])
  })
})

describe('saveModel', () => {
  let folder = ''
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'encode-'))))
  afterEach(() => rmSync(folder, { recursive: true }))

  function weights() {
    const builder = new ModelBuilder()
    const [one, other] = [builder.weights('one', [1000]), builder.weights('other', [1000])]
    const small = builder.weights('small', [1000 / 8])
    const inner = newTensor({ dims: [300n], dataType: 1, rawData: new Uint8Array(1200).fill(1) })
    const constant = builder.node('Constant', [], { value: { tensor: inner } }, { outputs: ['inner'] })
    builder.output(builder.node('Concat', [one, other, small, constant], { axis: 0 }))
    return builder.model
  }

  it('writes one file', async () => {
    await saveModel(weights(), join(folder, 'm.onnx'))
    expect(readdirSync(folder)).toEqual(['m.onnx'])
  })

  it('moves large tensors, also of attributes, out where the model would not fit one message', async () => {
    const model = weights()
    const before = encodeModel(model)
    await saveModel(model, join(folder, 'm.onnx'), { embeddedLimit: 4000 })
    expect(readdirSync(folder).sort()).toEqual(['m.onnx', 'm.onnx.data'])
    expect(statSync(join(folder, 'm.onnx')).size).toBeLessThan(2000)
    expect(statSync(join(folder, 'm.onnx.data')).size).toBe(4096 * 2 + 1200)
    // The model in memory is as it was.
    expect(encodeModel(model)).toEqual(before)
    const read = loadModel(join(folder, 'm.onnx'))
    expect(read.hadExternalData).toBe(true)
    expect(encodeModel({ ...read, hadExternalData: false })).toEqual(before)
  })

  it('lets a threshold decide what is large', async () => {
    await saveModel(weights(), join(folder, 'm.onnx'), { embeddedLimit: 0, externalThreshold: 500 })
    expect(statSync(join(folder, 'm.onnx.data')).size).toBe(4096 * 3 + 1200)
  })

  it('moves a tensor that two nodes share once', async () => {
    const builder = new ModelBuilder()
    const tensor = newTensor({ dims: [300n], dataType: 1, rawData: new Uint8Array(1200).fill(1) })
    const constants = [1, 2].map(() => builder.node('Constant', [], { value: { tensor } }))
    builder.output(builder.node('Concat', constants, { axis: 0 }))
    const before = encodeModel(builder.model)
    await saveModel(builder.model, join(folder, 'm.onnx'), { embeddedLimit: 0 })
    const read = loadModel(join(folder, 'm.onnx'))
    expect(encodeModel({ ...read, hadExternalData: false })).toEqual(before)
    expect(encodeModel(builder.model)).toEqual(before)
  })

  it('writes a model the way it came', async () => {
    await saveModel(weights(), join(folder, 'm.onnx'), { embeddedLimit: 0 })
    await saveModel(loadModel(join(folder, 'm.onnx')), join(folder, 'copy.onnx'))
    expect(readFileSync(join(folder, 'copy.onnx.data'))).toEqual(readFileSync(join(folder, 'm.onnx.data')))
    const copied = loadModel(join(folder, 'copy.onnx')).graph.get('one').initializer
    const own = weights().graph.get('one').initializer
    expect(copied && floatsOf(copied)).toEqual(own && floatsOf(own))
  })

  it('leaves nothing behind where it may not write', async () => {
    const target = join(folder, 'm.onnx', 'under-a-file.onnx')
    await saveModel(weights(), join(folder, 'm.onnx'))
    await expect(saveModel(weights(), target)).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' })
    expect(readdirSync(folder)).toEqual(['m.onnx'])
  })
})

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { QuantbenchError } from '../../../src/main/base/errors.ts'
import { decodeModel, loadModel } from '../../../src/main/onnx/decode.ts'
import { encodeModel } from '../../../src/main/onnx/encode.ts'
import { floatsOf } from '../../../src/main/onnx/tensor.ts'
import { ModelBuilder } from '../../support/build-graph.ts'
import { describeWithReference, reference } from '../../support/shared.ts'
import { block, floatInfo, join as bytes, number, tinyModel } from '../../support/wire.ts'

function codeOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof QuantbenchError) return error.code
    throw error
  }
  return 'none'
}

describe('decodeModel', () => {
  it('reads names, opsets, metadata and the graph', () => {
    const model = decodeModel(tinyModel({ model: block(14, block(1, 'names'), block(2, "['cat']")) }))
    expect(model.irVersion).toBe(8)
    expect(model.producer.name).toBe('hand')
    expect([...model.opsets]).toEqual([['', 13]])
    expect([...model.metadata]).toEqual([['names', "['cat']"]])
    expect(model.graph.nodes.map((node) => node.describe())).toEqual(['n (Identity)'])
    expect(model.graph.get('y').producer).toBe(model.graph.nodes[0])
    expect(model.graph.get('x').consumers).toEqual([model.graph.nodes[0]])
  })

  it('shares the bytes of the file', () => {
    const builder = new ModelBuilder()
    const weight = builder.weights('w', [64])
    builder.output(builder.node('Add', [builder.input('x', [64]), weight]))
    const file = encodeModel(builder.model)
    const read = decodeModel(file).graph.get('w').initializer
    expect(read?.rawData.buffer).toBe(file.buffer)
  })

  it('takes ai.onnx for the standard domain', () => {
    const model = decodeModel(tinyModel({ node: block(7, 'ai.onnx') }))
    expect(model.graph.nodes[0].is('Identity')).toBe(true)
  })

  it('keeps initializers that IR version 3 lists as inputs too', () => {
    const tensor = block(5, number(1, 2), number(2, 1), block(8, 'w'), block(9, new Uint8Array(8)))
    const { graph } = decodeModel(tinyModel({ graph: bytes(tensor, block(11, floatInfo('w', [2]))) }))
    expect(graph.get('w').initializer).not.toBeNull()
    expect(graph.isInput(graph.get('w'))).toBe(true)
  })

  it('reads packed and unpacked lists alike', () => {
    const unpacked = block(5, number(1, 2), number(2, 7), number(7, 3), number(7, 4), block(8, 'w'))
    const packed = block(
      5,
      block(1, Uint8Array.of(2)),
      number(2, 7),
      block(7, Uint8Array.of(3, 4)),
      block(8, 'w'),
    )
    for (const tensor of [unpacked, packed]) {
      const stored = decodeModel(tinyModel({ graph: tensor })).graph.get('w').initializer
      expect(stored && [...floatsOf(stored)]).toEqual([3, 4])
    }
  })

  it('refuses a name that is defined twice', () => {
    const twice = tinyModel({ graph: block(1, block(1, 'x'), block(2, 'y'), block(4, 'Relu')) })
    expect(() => decodeModel(twice, { label: 'a.onnx' })).toThrow(
      'a.onnx: The name y is defined twice, the second time by Relu',
    )
    expect(codeOf(() => decodeModel(twice))).toBe('MODEL_INVALID')
    const input = tinyModel({ graph: block(11, floatInfo('x', [1])) })
    expect(() => decodeModel(input)).toThrow('Graph input x is declared twice')
  })
})

describe('what is not a model', () => {
  const ascii = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))
  const cases: [string, Uint8Array, string, string][] = [
    ['an empty file', new Uint8Array(0), 'MODEL_NOT_ONNX', 'm is empty'],
    ['a ZIP archive', ascii('PK\u0003\u0004\u0014\0'), 'MODEL_NOT_ONNX', 'ZIP archive'],
    [
      'a Git LFS pointer',
      ascii('version https://git-lfs.github.com/spec/v1\noid'),
      'MODEL_NOT_ONNX',
      'Git LFS',
    ],
    ['an HTML page', ascii('<!DOCTYPE html><html></html>'), 'MODEL_NOT_ONNX', 'HTML'],
    ['a PNG image', ascii('\u0089PNG\r\n\u001a\n'), 'MODEL_NOT_ONNX', 'PNG'],
    ['a JPEG image', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), 'MODEL_NOT_ONNX', 'JPEG'],
    ['a TensorRT engine', ascii('ftrt\0\0\0\0'), 'MODEL_NOT_ONNX', 'TensorRT engine'],
    ['text', ascii('hello world, this is no model\n'), 'MODEL_NOT_ONNX', 'not an ONNX model'],
    ['text that starts like a field', ascii('read me first'), 'MODEL_NOT_ONNX', 'not an ONNX model'],
    ['zeros', new Uint8Array(100), 'MODEL_NOT_ONNX', 'not an ONNX model'],
    ['another protobuf message', block(9, 'a', 'b'), 'MODEL_NOT_ONNX', 'not an ONNX model'],
  ]
  it.each(cases)('%s is told', (_what, file, code, message) => {
    expect(codeOf(() => decodeModel(file, { label: 'm' }))).toBe(code)
    expect(() => decodeModel(file, { label: 'm' })).toThrow(message)
  })

  it('random bytes never pass for a model', () => {
    let state = 7
    const random = () => (state = (state * 1103515245 + 12345) % 2147483648) % 256
    for (let round = 0; round < 200; round++) {
      const file = Uint8Array.from({ length: 1 + (round % 60) }, random)
      expect(codeOf(() => decodeModel(file))).toMatch(/^MODEL_(NOT_ONNX|TRUNCATED)$/)
    }
  })
})

describe('a file that is cut off', () => {
  it('is told at every length', () => {
    const whole = tinyModel()
    for (let length = 1; length < whole.length; length++) {
      const code = codeOf(() => decodeModel(whole.slice(0, length)))
      expect({ length, code }).toEqual({ length, code: length === 1 ? 'MODEL_NOT_ONNX' : 'MODEL_TRUNCATED' })
    }
  })

  it('says how long it would have to be', () => {
    const whole = tinyModel()
    const end = whole.length - 4
    expect(() => decodeModel(whole.slice(0, end - 30), { label: 'cut.onnx' })).toThrow(
      `cut.onnx is cut off: expected at least ${end} bytes, got ${end - 30}`,
    )
  })

  it('is told where it ends between two parts', () => {
    const head = bytes(number(1, 8), block(2, 'hand'))
    expect(() => decodeModel(head)).toThrow('ends before its graph')
    const withoutOpset = tinyModel().slice(0, -4)
    expect(() => decodeModel(withoutOpset)).toThrow('ends before the operator set it uses')
  })
})

describe('loadModel', () => {
  let folder = ''
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'decode-'))))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('reads a file', () => {
    const path = join(folder, 'tiny.onnx')
    writeFileSync(path, tinyModel())
    expect(loadModel(path).graph.nodes).toHaveLength(1)
  })

  it('says what is wrong with a path', () => {
    expect(codeOf(() => loadModel(join(folder, 'none.onnx')))).toBe('FILE_NOT_FOUND')
    expect(codeOf(() => loadModel(folder))).toBe('FILE_UNREADABLE')
  })
})

describeWithReference('models', 'real models', () => {
  it.each(['yolov5n', 'yolov7-topology'])('%s comes back byte for byte', (name) => {
    const file = readFileSync(reference(`models/${name}.onnx`))
    expect(Buffer.compare(encodeModel(decodeModel(file)), file)).toBe(0)
  })

  it('yolov5n is told to be cut off wherever it is cut', () => {
    const file = readFileSync(reference('models/yolov5n.onnx'))
    for (const share of [0.0001, 0.01, 0.1, 0.5, 0.9, 0.9999]) {
      const part = file.subarray(0, Math.floor(file.length * share))
      expect(codeOf(() => decodeModel(part))).toBe('MODEL_TRUNCATED')
    }
  })
})

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { decodeModel, loadModel } from '../../../src/main/onnx/decode.ts'
import { floatsOf } from '../../../src/main/onnx/tensor.ts'
import { block, join as bytes, number, tinyModel } from '../../support/wire.ts'

let folder = ''
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'external-'))))
afterEach(() => rmSync(folder, { recursive: true }))

/** An initializer of two floats whose bytes lie elsewhere. */
function outside(name: string, entries: Readonly<Record<string, string>>) {
  const fields = Object.entries(entries).map(([key, value]) => block(13, block(1, key), block(2, value)))
  return block(5, number(1, 2), number(2, 1), block(8, name), ...fields, number(14, 1))
}

const floats = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer)

function load(...tensors: Uint8Array[]) {
  writeFileSync(join(folder, 'm.onnx'), tinyModel({ graph: bytes(...tensors) }))
  return loadModel(join(folder, 'm.onnx'))
}

describe('external data', () => {
  it('is read from several files, at offsets and in folders', () => {
    mkdirSync(join(folder, 'weights'))
    writeFileSync(join(folder, 'weights', 'a.bin'), floats(9, 9, 9, 1, 2))
    writeFileSync(join(folder, 'b.bin'), floats(3, 4))
    const { graph, hadExternalData } = load(
      outside('a', { location: 'weights/a.bin', offset: '12', length: '8' }),
      outside('b', { location: 'b.bin' }),
      outside('c', { location: 'weights/a.bin', offset: '4' }),
    )
    const values = (name: string) => {
      const tensor = graph.get(name).initializer
      return tensor && [...floatsOf(tensor)]
    }
    expect([values('a'), values('b'), values('c')]).toEqual([
      [1, 2],
      [3, 4],
      [9, 9],
    ])
    expect(hadExternalData).toBe(true)
    expect(graph.get('a').initializer?.rawData.buffer).toBe(graph.get('c').initializer?.rawData.buffer)
  })

  it('is read for attributes and subgraphs too', () => {
    writeFileSync(join(folder, 'b.bin'), floats(3, 4))
    const stored = (field: number) =>
      block(
        field,
        number(1, 2),
        number(2, 1),
        block(13, block(1, 'location'), block(2, 'b.bin')),
        number(14, 1),
      )
    const constant = (name: string, tensor: Uint8Array) =>
      block(1, block(2, name), block(4, 'Constant'), block(5, block(1, 'value'), tensor, number(20, 4)))
    const branch = block(5, block(1, 'then_branch'), block(6, constant('inner', stored(5))), number(20, 5))
    const choice = block(1, block(1, 'x'), block(2, 'i'), block(4, 'If'), branch)
    const { graph } = load(constant('outer', stored(5)), choice)
    const outer = graph.get('outer').producer?.attributes.get('value')?.t
    const inner = graph.get('i').producer?.attributes.get('then_branch')?.g?.node[0].attribute[0].t
    expect(outer && [...floatsOf(outer)]).toEqual([3, 4])
    expect(inner && [...floatsOf(inner)]).toEqual([3, 4])
  })

  it.each([
    ['is missing', { location: 'none.bin' }, 'needs none.bin beside it, which is missing'],
    ['lies above the folder', { location: '../b.bin' }, "points outside the model's folder"],
    ['lies at an absolute path', { location: '/etc/passwd' }, "points outside the model's folder"],
    ['has no location', { offset: '0' }, 'lies in a file of its own that cannot be found'],
    ['ends too early', { location: 'b.bin', offset: '4' }, 'expects bytes 4 to 12 of'],
    ['has a wrong length', { location: 'b.bin', length: '4' }, 'needs 8 bytes, its entry says 4'],
    ['has a negative offset', { location: 'b.bin', offset: '-4' }, 'expects bytes -4 to 4 of'],
  ])('is refused where it %s', (_what, entries, message) => {
    writeFileSync(join(folder, 'b.bin'), floats(3, 4))
    expect(() => load(outside('a', entries))).toThrow(message)
    expect(() => load(outside('a', entries))).toThrow(
      expect.objectContaining({ code: 'MODEL_EXTERNAL_DATA' }),
    )
  })

  it('is refused without a folder to look in', () => {
    const file = tinyModel({ graph: outside('a', { location: 'b.bin' }) })
    expect(() => decodeModel(file, { label: 'upload' })).toThrow('upload: tensor a lies in a file of its own')
  })
})

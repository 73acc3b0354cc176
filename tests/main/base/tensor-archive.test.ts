import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { sha256 } from '../../../src/main/base/files.ts'
import {
  ArchiveError,
  decodeArchive,
  encodeArchive,
  type Archive,
  type ArchiveFormat,
} from '../../../src/main/base/tensor-archive.ts'

interface Fields {
  step: number
}

const FORMAT: ArchiveFormat<Fields> = {
  name: 'test archive',
  version: 7,
  fields: z.object({ step: z.int() }),
}
const TITLE = 'test archive 7\n'

/** Values whose bits text would lose. */
const ODD = Float32Array.of(0.1, -0, 1e-45, 3.4e38, Math.fround(Math.PI), NaN)

function archive(): Archive<Fields> {
  const groups = new Map([
    ['one', new Map(Object.entries({ 'Größe/scale': ODD, b: Float32Array.of(1, 2) }))],
    ['empty', new Map<string, Float32Array>()],
    ['two', new Map([['b', new Float32Array()]])],
  ])
  return { fields: { step: 3 }, groups }
}

function encoded(format = FORMAT, content = archive()): Buffer {
  return Buffer.concat([...encodeArchive(format, content)])
}

/** Bytes with this header in place of the true one, and sizes and hash that fit. */
function signed(header: unknown, tensors = Buffer.alloc(0)): Buffer {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header))
  const sizes = Buffer.alloc(12)
  sizes.writeBigUInt64LE(BigInt(TITLE.length + 12 + text.length + tensors.length + 32))
  sizes.writeUInt32LE(text.length, 8)
  const body = Buffer.concat([Buffer.from(TITLE), sizes, text, tensors])
  return Buffer.concat([body, Buffer.from(sha256(body), 'hex')])
}

/** Why decoding fails; what it came to where it does not. */
function refusal(bytes: Buffer, format = FORMAT): string {
  try {
    return `decoded ${JSON.stringify(decodeArchive(format, bytes).fields)}`
  } catch (error) {
    return error instanceof ArchiveError ? error.message : `unexpected: ${String(error)}`
  }
}

describe('a tensor archive', () => {
  it('comes back bit for bit, with the order of tensors and empty groups', () => {
    const decoded = decodeArchive(FORMAT, encoded())
    // Compares with Object.is, so that −0 and NaN count.
    expect(decoded).toStrictEqual(archive())
    expect([...(decoded.groups.get('one') ?? new Map()).keys()]).toEqual(['Größe/scale', 'b'])
  })

  it('takes what is part of a larger buffer, shared memory too', () => {
    const shared = new Float32Array(new SharedArrayBuffer(40), 8, 5)
    shared.set(ODD.subarray(0, 5))
    const bytes = encoded(FORMAT, { fields: { step: 0 }, groups: new Map([['g', new Map([['w', shared]])]]) })
    // A view that starts at no multiple of four.
    const shifted = Buffer.concat([Buffer.alloc(3), bytes]).subarray(3)
    expect(decodeArchive(FORMAT, shifted).groups.get('g')?.get('w')).toStrictEqual(ODD.slice(0, 5))
  })

  it('is refused with any byte changed', () => {
    const bytes = encoded()
    for (const at of bytes.keys()) {
      const changed = Buffer.from(bytes)
      changed[at] ^= 1
      const says =
        at < TITLE.length ? /^it is no test archive$|^expected version 7/ : /^it is (damaged|cut off)/
      expect(refusal(changed), `byte ${at}`).toMatch(says)
    }
  })

  it('is refused cut off anywhere, or with something behind it', () => {
    const bytes = encoded()
    for (let length = 0; length < bytes.length; length++) {
      const says =
        length < TITLE.length
          ? /it is no test archive|expected version 7/
          : /cut off: expected \d+ bytes, got \d+/
      expect(refusal(bytes.subarray(0, length)), `${length} bytes`).toMatch(says)
    }
    expect(refusal(bytes.subarray(0, -1))).toBe(
      `it is cut off: expected ${bytes.length} bytes, got ${bytes.length - 1}`,
    )
    expect(refusal(Buffer.concat([bytes, Buffer.alloc(1)]))).toMatch(
      /^it is damaged: expected SHA-256 [0-9a-f]{64}, got [0-9a-f]{64}$/,
    )
  })

  it('is refused in another version, and of another kind', () => {
    expect(refusal(encoded({ ...FORMAT, version: 8 }))).toBe('expected version 7 of a test archive, got 8')
    expect(refusal(encoded({ ...FORMAT, version: 77 }))).toBe('expected version 7 of a test archive, got 77')
    expect(refusal(encoded(), { ...FORMAT, name: 'other' })).toBe('it is no other')
    expect(refusal(Buffer.from('some file of another kind, and long enough to be one'))).toBe(
      'it is no test archive',
    )
  })

  it.each<[name: string, header: unknown, says: RegExp]>([
    ['no JSON', 'not JSON', /header is not that of a test archive of version 7/],
    ['other fields', { fields: { step: 'x' }, groups: [] }, /header is not that/],
    ['a negative length', { fields: { step: 1 }, groups: [['g', [['w', -1]]]] }, /header is not that/],
    ['too many tensors', { fields: { step: 1 }, groups: [['g', [['w', 2]]]] }, /expected 8 bytes.*, got 4$/],
    ['too few tensors', { fields: { step: 1 }, groups: [] }, /expected 0 bytes.*, got 4$/],
  ])('is refused with a header that does not fit: %s', (_name, header, says) => {
    expect(refusal(signed(header, Buffer.alloc(4)))).toMatch(says)
  })

  it('is refused with a header that reaches beyond its end', () => {
    const bytes = signed({ fields: { step: 1 }, groups: [] })
    bytes.writeUInt32LE(1 << 30, TITLE.length + 8)
    Buffer.from(sha256(bytes.subarray(0, -32)), 'hex').copy(bytes, bytes.length - 32)
    expect(refusal(bytes)).toMatch(/header is not that/)
  })
})

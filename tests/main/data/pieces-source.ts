import type { ByteSource } from '../../../src/main/data/byte-window.ts'

/** A source that hands out at most `piece` bytes at a time. */
export function piecesSource(content: string | Uint8Array, piece = Infinity): ByteSource {
  const bytes = Buffer.from(content)
  return {
    name: 'test.json',
    read: (target, offset) => {
      const count = Math.min(piece, target.length, bytes.length - offset)
      target.set(bytes.subarray(offset, offset + count))
      return count
    },
  }
}

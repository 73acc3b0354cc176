import { describe, expect, it } from 'vitest'
import { ByteReader } from '../../../src/main/runs/byte-reader.ts'

async function* chunked(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text)
  for (let first = 0; first < bytes.length; first += size) {
    yield bytes.subarray(first, first + size)
    yield new Uint8Array(0)
  }
}

describe('ByteReader', () => {
  it('reads lines and bytes across chunks of any size', async () => {
    for (const size of [1, 2, 3, 7, 100]) {
      const reader = new ByteReader(chunked('héad\n12345\n\nrest of it', size))
      expect(await reader.line(10)).toBe('héad')
      expect((await reader.bytes(5)).toString()).toBe('12345')
      expect(await reader.line(10)).toBe('')
      expect(await reader.line(10)).toBe('')
      expect((await reader.bytes(0)).length).toBe(0)
      expect(await reader.atEnd()).toBe(false)
      let rest = ''
      for await (const piece of reader.rest()) rest += Buffer.from(piece).toString()
      expect(rest).toBe('rest of it')
      expect(await reader.atEnd()).toBe(true)
    }
  })

  it('says when the stream ends too early or a line is too long', async () => {
    await expect(new ByteReader(chunked('abc', 2)).bytes(4)).rejects.toThrow('ends too early')
    await expect(new ByteReader(chunked('abc', 2)).line(10)).rejects.toThrow('ends too early')
    await expect(new ByteReader(chunked('abcdef\n', 2)).line(5)).rejects.toThrow('longer than 5')
    expect(await new ByteReader(chunked('abcde\n', 2)).line(5)).toBe('abcde')
  })
})

import { describe, expect, it } from 'vitest'
import { LineSplitter } from '../../../src/main/base/line-splitter.ts'

function linesOf(...chunks: (string | Uint8Array)[]): string[] {
  const lines: string[] = []
  const splitter = new LineSplitter((line) => lines.push(line))
  for (const chunk of chunks) splitter.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)
  splitter.end()
  return lines
}

describe('LineSplitter', () => {
  it('joins what comes in pieces, also within a character and a line break', () => {
    const euro = Buffer.from('1 €\n')
    expect(linesOf('a', 'b\nc\r', '\nd', euro.subarray(0, 3), euro.subarray(3))).toEqual(['ab', 'c', 'd1 €'])
  })

  it('takes a carriage return for the end of a line, and a last line without end', () => {
    expect(linesOf('10%\r20%\r', '30%\n\nlast')).toEqual(['10%', '20%', '30%', '', 'last'])
    expect(linesOf('end\r')).toEqual(['end'])
  })

  it('cuts what never ends', () => {
    const lines = linesOf(...Array.from({ length: 40 }, () => 'x'.repeat(10_000)))
    expect(lines.length).toBeGreaterThan(3)
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(1 << 16)
  })
})

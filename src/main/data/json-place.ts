import type { ByteSource } from './byte-window.ts'

const NEWLINE = 0x0a

/** Line (from 1) of a byte offset. Reads the source again, which costs nothing until there is an error to report. */
export function countLines(source: ByteSource, offset: number): number {
  const piece = Buffer.alloc(1 << 16)
  let line = 1
  for (let base = 0; base < offset;) {
    const count = source.read(piece, base)
    if (count === 0) break
    for (let at = 0; at < Math.min(count, offset - base); at++) if (piece[at] === NEWLINE) line++
    base += count
  }
  return line
}

/** The first word of some bytes as an error message shows it: quoted, or as a hexadecimal code when not printable. */
export function describeToken(bytes: Buffer): string {
  const word = /^[\w.+-]+/.exec(bytes.toString('latin1', 0, 24))?.[0]
  if (word !== undefined) return `'${word}'`
  const byte = bytes[0]
  return byte > 0x20 && byte < 0x7f
    ? `'${String.fromCharCode(byte)}'`
    : `byte 0x${byte.toString(16).padStart(2, '0')}`
}

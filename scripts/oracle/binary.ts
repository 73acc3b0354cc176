import { readFileSync } from 'node:fs'

/** Values of a headerless little-endian float32 file. */
export function readFloat32(path: string): Float32Array {
  return new Float32Array(bytesOf(path))
}

/** Values of a headerless little-endian int64 file, as numbers. */
export function readInt64(path: string): Float64Array {
  return Float64Array.from(new BigInt64Array(bytesOf(path)), Number)
}

function bytesOf(path: string): ArrayBuffer {
  return new Uint8Array(readFileSync(path)).buffer
}

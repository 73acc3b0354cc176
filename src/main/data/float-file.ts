import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { fileError, QuantbenchError } from '../base/errors.ts'
import { sizeOf } from '../base/tensor.ts'
import { isNpy, NPY_HEAD_BYTES, readNpyHeader, type NpyHeader } from './npy.ts'

/** Values a piece. */
const PIECE = 1 << 20

/** A file of numbers: raw little-endian float32 without a header, or .npy (float32 or float64, C order). */
export interface FloatFile {
  readonly path: string
  /** Number of values. */
  readonly count: number
  /** As the file says; one axis for raw files. */
  readonly shape: readonly number[]
  /** All values in order as float32, a piece at a time; a piece is valid until the next one. */
  pieces(): Generator<Float32Array>
}

/**
 * Opens a file of numbers, told apart by how it begins. Reading takes memory for one piece, whatever the file's size.
 * Throws FILE_NOT_FOUND, FILE_UNREADABLE (not numbers, cut off, empty).
 */
export function openFloatFile(path: string): FloatFile {
  const { head, bytes } = withFile(path, (file) => ({
    head: readAt(file, 0, NPY_HEAD_BYTES),
    bytes: fstatSync(file).size,
  }))
  const layout = isNpy(head) ? npyLayout(path, head, bytes) : rawLayout(path, bytes)
  const count = sizeOf(layout.shape)
  if (count === 0) throw unreadable(path, 'expected values, got none')
  return { path, count, shape: layout.shape, pieces: () => piecesOf(path, layout, count) }
}

function unreadable(path: string, why: string): QuantbenchError {
  return new QuantbenchError('FILE_UNREADABLE', `${path}: ${why}`, {
    wayOut:
      "Write little-endian float32 without a header, or save with numpy.save(file, x.astype('<f4', order='C')).",
  })
}

function rawLayout(path: string, bytes: number): NpyHeader {
  if (path.toLowerCase().endsWith('.npy'))
    throw unreadable(path, 'expected an .npy file, got one that does not begin like one')
  if (bytes % 4 !== 0) throw unreadable(path, `expected float32 values of 4 bytes each, got ${bytes} bytes`)
  return { itemBytes: 4, shape: [bytes / 4], dataOffset: 0 }
}

function npyLayout(path: string, head: Uint8Array, bytes: number): NpyHeader {
  const header = readNpyHeader(head)
  if (typeof header === 'string') throw unreadable(path, header)
  const { shape, itemBytes, dataOffset } = header
  const expected = sizeOf(shape) * itemBytes
  const got = bytes - dataOffset
  if (got !== expected)
    throw unreadable(path, `expected ${expected} bytes of values for shape [${shape.join(', ')}], got ${got}`)
  return header
}

function* piecesOf(path: string, layout: NpyHeader, count: number): Generator<Float32Array> {
  const { itemBytes, dataOffset } = layout
  for (let done = 0; done < count; done += PIECE) {
    const length = Math.min(PIECE, count - done)
    const { buffer, byteLength } = withFile(path, (file) =>
      readAt(file, dataOffset + done * itemBytes, length * itemBytes),
    )
    if (byteLength < length * itemBytes) throw unreadable(path, 'the file became shorter while it was read')
    yield itemBytes === 4
      ? new Float32Array(buffer, 0, length)
      : Float32Array.from(new Float64Array(buffer, 0, length))
  }
}

function withFile<T>(path: string, work: (file: number) => T): T {
  let file: number | undefined
  try {
    file = openSync(path, 'r')
    return work(file)
  } catch (error) {
    throw fileError(error, path, 'read')
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

/** Up to `length` bytes from a place in a file, in a buffer of their own. */
function readAt(file: number, position: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  let done = 0
  while (done < length) {
    const read = readSync(file, bytes, done, length - done, position + done)
    if (read === 0) break
    done += read
  }
  return bytes.subarray(0, done)
}

/** How the values of an .npy file are stored: little-endian, C order. */
export interface NpyHeader {
  /** Bytes a value: float32 or float64. */
  readonly itemBytes: 4 | 8
  readonly shape: readonly number[]
  /** Where the values begin in the file. */
  readonly dataOffset: number
}

const MAGIC = '\u0093NUMPY'

/** Bytes that a header can take at most before its length is known: magic, version, length. */
const PREFIX_BYTES = 12

/** Longer than any header of plain arrays; numpy pads them to multiples of 64 bytes. */
export const NPY_HEAD_BYTES = 4096

/** Whether a file that begins so is an .npy file. */
export function isNpy(head: Uint8Array): boolean {
  return Buffer.from(head).toString('latin1', 0, MAGIC.length) === MAGIC
}

const ITEM_BYTES: ReadonlyMap<string, 4 | 8> = new Map([
  ['<f4', 4],
  ['<f8', 8],
])

/**
 * Reads the header of an .npy file (numpy.lib.format, versions 1 to 3) from the file's first bytes.
 * @returns the header, or what is wrong with it in the words "expected …, got …".
 */
export function readNpyHeader(head: Uint8Array): NpyHeader | string {
  if (head.length < PREFIX_BYTES) return `expected a header, got a file of ${head.length} bytes`
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  const major = view.getUint8(6)
  if (major < 1 || major > 3) return `expected .npy version 1 to 3, got ${major}`
  const start = major === 1 ? 10 : 12
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true)
  if (start + length > head.length) return `expected a header of ${length} bytes, got a file that ends in it`
  return parseDescription(Buffer.from(head).toString('latin1', start, start + length), start + length)
}

/** The header proper is a Python dictionary of three entries. */
function parseDescription(text: string, dataOffset: number): NpyHeader | string {
  const type = /'descr':\s*'([^']*)'/.exec(text)?.[1]
  const itemBytes = ITEM_BYTES.get(type ?? '')
  if (itemBytes === undefined) return `expected values of type <f4 or <f8, got ${type ?? 'a structured type'}`
  const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1]
  if (order !== 'False') return 'expected values in C order, got Fortran order'
  const shape = /'shape':\s*\(([\d,\s]*)\)/.exec(text)?.[1]
  if (shape === undefined) return `expected a shape, got ${text.trim()}`
  const sides = shape.split(',').map((side) => side.trim())
  return { itemBytes, shape: sides.filter((side) => side !== '').map(Number), dataOffset }
}

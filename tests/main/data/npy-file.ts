/** An .npy file with the given description; padded to 64 bytes before the values, as numpy does. */
export function npyBytes(description: string, values: Uint8Array, version = 1): Uint8Array {
  const prefix = version === 1 ? 10 : 12
  const length = Math.ceil((prefix + description.length + 1) / 64) * 64 - prefix
  const head = Buffer.alloc(prefix)
  head.write('\u0093NUMPY', 'latin1')
  head.writeUInt8(version, 6)
  if (version === 1) head.writeUInt16LE(length, 8)
  else head.writeUInt32LE(length, 8)
  return Buffer.concat([head, Buffer.from(`${description.padEnd(length - 1)}\n`), values])
}

/** An .npy file of values with a shape. */
export function npyOf(values: Float32Array | Float64Array, shape: readonly number[]): Uint8Array {
  const type = values instanceof Float32Array ? '<f4' : '<f8'
  const sides = shape.map((side) => `${side},`).join(' ')
  const description = `{'descr': '${type}', 'fortran_order': False, 'shape': (${sides}), }`
  return npyBytes(description, new Uint8Array(values.buffer))
}

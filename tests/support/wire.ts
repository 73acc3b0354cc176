/** Protobuf written by hand, so that tests can make files that no exporter makes. */

export type Bytes = Uint8Array<ArrayBuffer>

export function join(...parts: readonly Uint8Array[]): Bytes {
  const result = new Uint8Array(parts.reduce((size, part) => size + part.length, 0))
  let offset = 0
  for (const part of parts) {
    result.set(part, offset)
    offset += part.length
  }
  return result
}

export function varint(value: number | bigint): Bytes {
  const bytes: number[] = []
  let rest = BigInt(value)
  do {
    bytes.push(Number(rest & 127n) | (rest > 127n ? 128 : 0))
    rest >>= 7n
  } while (rest > 0n)
  return Uint8Array.from(bytes)
}

/** An integer field. */
export function number(field: number, value: number | bigint): Bytes {
  return join(varint(field * 8), varint(value))
}

/** A length-delimited field: bytes, text or a message. */
export function block(field: number, ...content: readonly (Uint8Array | string)[]): Bytes {
  const body = join(
    ...content.map((part) => (typeof part === 'string' ? new TextEncoder().encode(part) : part)),
  )
  return join(varint(field * 8 + 2), varint(body.length), body)
}

/** ValueInfoProto of a float tensor. */
export function floatInfo(name: string, dims: readonly number[]): Bytes {
  const shape = block(2, ...dims.map((dim) => block(1, number(1, dim))))
  return join(block(1, name), block(2, block(1, number(1, 1), shape)))
}

/** A model with one Identity node, from x to y; `graph` and `model` take further fields. */
export function tinyModel({
  graph = new Uint8Array(0),
  model = new Uint8Array(0),
  node = new Uint8Array(0),
}: { graph?: Uint8Array; model?: Uint8Array; node?: Uint8Array } = {}): Bytes {
  const identity = block(1, block(1, 'x'), block(2, 'y'), block(3, 'n'), block(4, 'Identity'), node)
  const body = block(
    7,
    identity,
    block(2, 'g'),
    graph,
    block(11, floatInfo('x', [1, 3])),
    block(12, floatInfo('y', [1, 3])),
  )
  return join(number(1, 8), block(2, 'hand'), body, block(8, number(2, 13)), model)
}

import { AttributeType, newAttribute, type AttributeProto, type TensorProto } from './proto.ts'

const text = new TextDecoder()
const bytes = new TextEncoder()

export type Attributes = ReadonlyMap<string, AttributeProto>

/** An integer attribute or its default. */
export function intOf(attributes: Attributes, name: string, fallback: number): number {
  const found = attributes.get(name)
  return found === undefined ? fallback : Number(found.i)
}

/** A list of integers, or undefined where the attribute is absent. */
export function intsOf(attributes: Attributes, name: string): number[] | undefined {
  return attributes.get(name)?.ints.map(Number)
}

/** A float attribute or its default. */
export function floatOf(attributes: Attributes, name: string, fallback: number): number {
  return attributes.get(name)?.f ?? fallback
}

/** A text attribute or its default. */
export function textOf(attributes: Attributes, name: string, fallback: string): string {
  const found = attributes.get(name)
  return found === undefined ? fallback : text.decode(found.s)
}

/** A tensor attribute (Constant's `value`), or undefined. */
export function tensorOf(attributes: Attributes, name: string): TensorProto | undefined {
  return attributes.get(name)?.t
}

/** An attribute value in plain terms; integers and floats are told apart by wrapping floats. */
export type PlainAttribute =
  | number
  | readonly number[]
  | string
  | { float: number }
  | { floats: readonly number[] }
  | { tensor: TensorProto }

/** Attribute message from a plain value: numbers become INT, lists INTS, `{float}` FLOAT, text STRING. */
export function attribute(name: string, value: PlainAttribute): AttributeProto {
  if (typeof value === 'number') return newAttribute({ name, type: AttributeType.INT, i: BigInt(value) })
  if (typeof value === 'string')
    return newAttribute({ name, type: AttributeType.STRING, s: bytes.encode(value) })
  if ('float' in value) return newAttribute({ name, type: AttributeType.FLOAT, f: value.float })
  if ('floats' in value) return newAttribute({ name, type: AttributeType.FLOATS, floats: [...value.floats] })
  if ('tensor' in value) return newAttribute({ name, type: AttributeType.TENSOR, t: value.tensor })
  return newAttribute({ name, type: AttributeType.INTS, ints: value.map(BigInt) })
}

import { DataType, newTensor, type AttributeProto, type TensorProto } from './proto.ts'
import { tensorFrom } from './tensor.ts'
import type { Node } from './node.ts'
import type { Value } from './value.ts'

/**
 * The stored tensor of a value: an initializer's, or that of the Constant node that produces it in any of the forms
 * the operator has (tensor, number, numbers, text). Null for everything computed and for sparse constants.
 */
export function constantOf(value: Value | null): TensorProto | null {
  if (value === null) return null
  if (value.initializer !== null) return value.initializer
  const producer = value.producer
  return producer !== null && producer.is('Constant') ? constantTensor(producer) : null
}

/** The tensor that a Constant node holds, named after its output; null where it is sparse or has none. */
export function constantTensor(node: Node): TensorProto | null {
  const name = node.output.name
  for (const [form, attribute] of node.attributes) {
    const tensor = FORMS[form]?.(name, attribute)
    if (tensor != null) return tensor
  }
  return null
}

const FORMS: Partial<Record<string, (name: string, attribute: AttributeProto) => TensorProto | null>> = {
  value: (_name, { t }) => t ?? null,
  value_float: (name, { f }) => tensorFrom(name, [], Float32Array.of(f)),
  value_floats: (name, { floats }) => tensorFrom(name, [floats.length], Float32Array.from(floats)),
  value_int: (name, { i }) => tensorFrom(name, [], BigInt64Array.of(i)),
  value_ints: (name, { ints }) => tensorFrom(name, [ints.length], BigInt64Array.from(ints)),
  value_string: (name, { s }) => newTensor({ name, dataType: DataType.STRING, stringData: [s] }),
  value_strings: (name, { strings }) =>
    newTensor({
      name,
      dataType: DataType.STRING,
      dims: [BigInt(strings.length)],
      stringData: [...strings],
    }),
}

/** Operators that hand a weight on in another type, layout or precision without mixing it with anything else. */
const WEIGHT_WRAPPERS = [
  'QuantizeLinear',
  'DequantizeLinear',
  'Cast',
  'Transpose',
  'Identity',
  'Reshape',
  'Flatten',
  'Squeeze',
  'Unsqueeze',
]

/**
 * The constant behind a weight: the value itself, or the one reached back through Q/DQ pairs, casts and layout
 * changes. Null where the value is computed from the model's input.
 */
export function constantBehind(value: Value | null): Value | null {
  for (let current = value; current !== null;) {
    if (constantOf(current) !== null) return current
    const producer: Node | null = current.producer
    if (producer === null || !producer.is(...WEIGHT_WRAPPERS)) return null
    current = producer.input(0)
  }
  return null
}

import { typeName } from './element-types.ts'
import { AttributeType, type AttributeProto, type TensorProto } from './proto.ts'
import { dimsOf } from './tensor.ts'

const text = new TextDecoder()

/** Longer lists and texts are cut there. */
const LONGEST = 32
const LONGEST_TEXT = 200

function list(values: readonly (number | bigint | string)[]): string {
  const shown = values.slice(0, LONGEST).join(', ')
  return `[${shown}${values.length > LONGEST ? `, … ${values.length} in all` : ''}]`
}

function short(value: string): string {
  return value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT)}…` : value
}

function tensor(value: TensorProto | undefined): string {
  return value === undefined ? '' : `${typeName(value.dataType).toLowerCase()} ${list(dimsOf(value))}`
}

/** A float32 in the digits that it has. */
function float(value: number): string {
  return String(Number(value.toPrecision(7)))
}

/** An attribute's value for people; of tensors and subgraphs what they are. */
export function attributeText(attribute: AttributeProto): string {
  switch (attribute.type) {
    case AttributeType.INT:
      return String(attribute.i)
    case AttributeType.FLOAT:
      return float(attribute.f)
    case AttributeType.STRING:
      return short(text.decode(attribute.s))
    case AttributeType.INTS:
      return list(attribute.ints)
    case AttributeType.FLOATS:
      return list(attribute.floats.map(float))
    case AttributeType.STRINGS:
      return list(attribute.strings.map((value) => short(text.decode(value))))
    case AttributeType.TENSOR:
      return tensor(attribute.t)
    case AttributeType.GRAPH:
      return `graph of ${attribute.g?.node.length ?? 0} nodes`
    default:
      return AttributeType[attribute.type]?.toLowerCase() ?? ''
  }
}

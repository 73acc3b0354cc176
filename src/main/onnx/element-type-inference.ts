import { intOf, tensorOf } from './attributes.ts'
import { constantOf } from './constants.ts'
import type { Graph } from './graph.ts'
import type { Node } from './node.ts'
import { DataType, type GraphProto, type TypeProto } from './proto.ts'
import { subgraphsOf } from './subgraphs.ts'
import type { Value } from './value.ts'

type Types = ReadonlyMap<Value, number>

/** Element type of an output from the types of the inputs; undefined where it cannot be told. */
type TypeRule = (node: Node, input: (index: number) => number | undefined) => readonly (number | undefined)[]

const always =
  (...types: number[]): TypeRule =>
  () =>
    types

const like =
  (position: number, ...rest: number[]): TypeRule =>
  (_node, input) => [input(position), ...rest]

const stated =
  (
    attribute: string,
    otherwise: (input: (index: number) => number | undefined) => number | undefined,
  ): TypeRule =>
  (node, input) => [intOf(node.attributes, attribute, 0) || otherwise(input)]

const boolean = always(DataType.BOOL)
const int64 = always(DataType.INT64)

/** Operators whose output does not have the type of their first input. */
const RULES: Partial<Record<string, TypeRule>> = {
  ArgMax: int64,
  ArgMin: int64,
  NonMaxSuppression: int64,
  NonZero: int64,
  Shape: int64,
  Size: int64,
  SequenceLength: int64,
  And: boolean,
  Equal: boolean,
  Greater: boolean,
  GreaterOrEqual: boolean,
  IsInf: boolean,
  IsNaN: boolean,
  Less: boolean,
  LessOrEqual: boolean,
  Not: boolean,
  Or: boolean,
  Xor: boolean,
  BitCast: stated('to', () => undefined),
  Bernoulli: stated('dtype', (input) => input(0)),
  Cast: stated('to', () => undefined),
  CastLike: like(1),
  ConstantOfShape: (node) => [tensorOf(node.attributes, 'value')?.dataType ?? DataType.FLOAT],
  ConvInteger: always(DataType.INT32),
  DequantizeLinear: stated('output_dtype', (input) => input(1)),
  Dropout: like(0, DataType.BOOL),
  DynamicQuantizeLinear: always(DataType.UINT8, DataType.FLOAT, DataType.UINT8),
  EyeLike: stated('dtype', (input) => input(0)),
  MatMulInteger: always(DataType.INT32),
  MaxPool: like(0, DataType.INT64),
  OneHot: like(2),
  QLinearConv: like(7),
  QLinearMatMul: like(7),
  QuantizeLinear: (node, input) => [
    input(2) ?? (intOf(node.attributes, 'output_dtype', 0) || DataType.UINT8),
  ],
  RandomNormal: stated('dtype', () => DataType.FLOAT),
  RandomNormalLike: stated('dtype', (input) => input(0)),
  RandomUniform: stated('dtype', () => DataType.FLOAT),
  RandomUniformLike: stated('dtype', (input) => input(0)),
  TopK: like(0, DataType.INT64),
  Unique: like(0, DataType.INT64, DataType.INT64, DataType.INT64),
  Where: like(1),
}

/**
 * Element types (`DataType`) of a graph's tensors: what operators produce, else what the file declares. Absent where
 * neither says. Rules: onnx.ai/onnx/operators. The nodes must be in topological order.
 */
export function elementTypesOf(graph: Graph): Map<Value, number> {
  const types = new Map<Value, number>()
  for (const value of graph.values) {
    const known = constantOf(value)?.dataType ?? declaredType(value)
    if (known !== undefined) types.set(value, known)
  }
  for (const node of graph.nodes) {
    if (node.is('Constant')) continue
    const produced = outputTypes(node, types)
    node.outputs.forEach((output, index) => {
      const type = produced[index]
      if (output !== null && type !== undefined) types.set(output, type)
    })
  }
  return types
}

function outputTypes(node: Node, types: Types): readonly (number | undefined)[] {
  if (node.domain !== '') return []
  const [inner] = subgraphsOf(node.attributes.values())
  if (inner !== undefined) return innerTypes(node, inner)
  const input = (index: number) => {
    const value = node.input(index)
    return value === null ? undefined : types.get(value)
  }
  const rule = RULES[node.opType]
  return rule === undefined ? node.outputs.map(() => input(0)) : rule(node, input)
}

/** If and Scan hand out what their graphs do; the first output of a Loop's graph is its condition. */
function innerTypes(node: Node, inner: GraphProto): (number | undefined)[] {
  return inner.output.slice(node.is('Loop') ? 1 : 0).map(({ type }) => typeOfInfo(type))
}

/** Element type that the file declares for a value; undefined where it does not. */
export function declaredType(value: Value): number | undefined {
  return typeOfInfo(value.info?.type)
}

function typeOfInfo(type: TypeProto | undefined): number | undefined {
  const tensor = type?.value
  return tensor?.case === 'tensorType' && tensor.value.elemType !== 0 ? tensor.value.elemType : undefined
}

import { DataType } from '../proto.ts'
import { intOf } from '../attributes.ts'
import { broadcastAll, broadcastPositions } from './broadcast.ts'
import { constant, type Constant } from './constant.ts'
import type { Evaluator } from './evaluator.ts'

const isInteger = (type: number) =>
  type !== DataType.FLOAT && type !== DataType.FLOAT16 && type !== DataType.DOUBLE

function pair(apply: (a: number, b: number, integer: boolean) => number, result?: DataType): Evaluator {
  return ({ constants: [one, other] }) => {
    const dims = broadcastAll([one.dims, other.dims])
    if (dims === null) return null
    const left = broadcastPositions(one.dims, dims)
    const right = broadcastPositions(other.dims, dims)
    const integer = isInteger(one.type)
    const data = left.map((position, index) => apply(one.data[position], other.data[right[index]], integer))
    return constant(result ?? one.type, dims, data)
  }
}

function each(apply: (value: number) => number, result?: DataType): Evaluator {
  return ({ constants: [input] }) => constant(result ?? input.type, input.dims, input.data.map(apply))
}

/** An operator of any number of inputs, two by two. */
function chain(apply: (a: number, b: number) => number): Evaluator {
  const two = pair(apply)
  return (call) =>
    call.constants
      .slice(1)
      .reduce<Constant | null>(
        (result, next) => (result === null ? null : two({ ...call, constants: [result, next] })),
        call.constants[0],
      )
}

/** Halves go to the even neighbour, as Round is defined. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value)
  if (value - floor !== 0.5) return Math.round(value)
  if (value === -0.5) return -0
  return floor % 2 === 0 ? floor : floor + 1
}

function select([condition, yes, no]: readonly Constant[]): Constant | null {
  const dims = broadcastAll([condition.dims, yes.dims, no.dims])
  if (dims === null) return null
  const chosen = broadcastPositions(condition.dims, dims)
  const ifYes = broadcastPositions(yes.dims, dims)
  const ifNo = broadcastPositions(no.dims, dims)
  const data = chosen.map((position, index) =>
    condition.data[position] !== 0 ? yes.data[ifYes[index]] : no.data[ifNo[index]],
  )
  return constant(yes.type, dims, data)
}

/** Integer division by zero has no result: such a node is left alone. */
const divide: Evaluator = (call) => {
  const [one, other] = call.constants
  if (isInteger(one.type) && other.data.includes(0)) return null
  return pair((a, b, integer) => (integer ? Math.trunc(a / b) : a / b))(call)
}

const modulo: Evaluator = (call) => {
  if (call.constants[1].data.includes(0)) return null
  const fmod = intOf(call.node.attributes, 'fmod', 0) === 1
  return pair((a, b) => (fmod ? a % b : ((a % b) + b) % b))(call)
}

/** Arithmetic whose result is the same on every machine: no transcendental functions. */
export const ELEMENTWISE: Record<string, Evaluator> = {
  Add: pair((a, b) => a + b),
  Sub: pair((a, b) => a - b),
  Mul: pair((a, b) => a * b),
  Div: divide,
  Mod: modulo,
  Min: chain((a, b) => Math.min(a, b)),
  Max: chain((a, b) => Math.max(a, b)),
  Sum: chain((a, b) => a + b),
  Equal: pair((a, b) => Number(a === b), DataType.BOOL),
  Less: pair((a, b) => Number(a < b), DataType.BOOL),
  LessOrEqual: pair((a, b) => Number(a <= b), DataType.BOOL),
  Greater: pair((a, b) => Number(a > b), DataType.BOOL),
  GreaterOrEqual: pair((a, b) => Number(a >= b), DataType.BOOL),
  And: pair((a, b) => a * b),
  Or: pair((a, b) => Math.max(a, b)),
  Not: each((value) => 1 - value),
  Neg: each((value) => -value),
  Abs: each(Math.abs),
  Floor: each(Math.floor),
  Ceil: each(Math.ceil),
  Round: each(roundHalfEven),
  Sqrt: each(Math.sqrt),
  Where: ({ constants }) => select(constants),
  Identity: ({ constants: [input] }) => input,
  Cast: ({ node, constants: [input] }) => constant(intOf(node.attributes, 'to', 0), input.dims, input.data),
}

import { seededRandom } from '../../../../src/main/base/random.ts'
import { sizeOf, type Tensor } from '../../../../src/main/base/tensor.ts'
import type { Value } from '../../../../src/main/onnx/value.ts'
import { ModelBuilder } from '../../../support/build-graph.ts'

/**
 * How an input is filled. All have neighbours 0.1 apart in random order, so that a small step crosses no kink and makes
 * no tie: `spread` around 0 at odd multiples of 0.05, `between` at multiples of 0.1 from 0.1 on, `positive` from 0.55 on.
 */
export type Filling = 'spread' | 'between' | 'positive'

export interface NumericInput {
  dims: readonly number[]
  filling?: Filling
  /** An input that is not differentiated. */
  fixed?: boolean
  /** Multiplies every value. */
  times?: number
  /** Is added to every value. */
  shift?: number
  /** Name of an input before it that has the same values. */
  like?: string
  /** Distance of the difference, before `times`; 0.04 unless set. */
  step?: number
}

/** A graph whose gradients are compared with differences. */
export interface NumericCase {
  name: string
  inputs: Record<string, NumericInput>
  build: (builder: ModelBuilder, inputs: Record<string, Value>) => Value | Value[]
  /** A function with the slope that the gradient is meant to have, where the operator itself is a staircase. */
  surrogate?: (builder: ModelBuilder, inputs: Record<string, Value>) => Value | Value[]
  opset?: number
}

export interface BuiltCase {
  builder: ModelBuilder
  inputs: Record<string, Value>
  outputs: Value[]
}

export function buildCase(one: NumericCase, build = one.build): BuiltCase {
  const builder = new ModelBuilder({ opset: one.opset ?? 18, irVersion: 9 })
  const inputs = Object.fromEntries(
    Object.entries(one.inputs).map(([name, { dims }]) => [name, builder.input(name, dims)]),
  )
  const built = build(builder, inputs)
  return { builder, inputs, outputs: Array.isArray(built) ? built : [built] }
}

/** Values of all inputs, the same at every call. */
export function fillCase(one: NumericCase): Record<string, Tensor> {
  const random = seededRandom(one.name.length)
  const filled: Record<string, Tensor> = {}
  for (const [name, { dims, filling = 'spread', times = 1, shift = 0, like }] of Object.entries(one.inputs)) {
    const count = sizeOf(dims)
    const ranks = random.shuffle(Array.from({ length: count }, (_, index) => index))
    const data = Float32Array.from(ranks, (rank) => times * FILLINGS[filling](rank, count) + shift)
    filled[name] = { data: like === undefined ? data : filled[like].data, dims }
  }
  return filled
}

const FILLINGS: Record<Filling, (rank: number, count: number) => number> = {
  spread: (rank, count) => (rank - Math.floor(count / 2)) * 0.1 + 0.05,
  between: (rank, count) => (rank - Math.floor(count / 2)) * 0.1 || (count - Math.floor(count / 2)) * 0.1,
  positive: (rank) => 0.55 + rank * 0.1,
}

let counter = 0

/** A name that no other constant of a case has. */
export function fresh(): string {
  return `constant_${counter++}`
}

/** A case of one input named x. */
export function ofOne(
  name: string,
  dims: readonly number[],
  build: (builder: ModelBuilder, x: Value) => Value | Value[],
  input: Omit<NumericInput, 'dims'> = {},
): NumericCase {
  return { name, inputs: { x: { dims, ...input } }, build: (builder, { x }) => build(builder, x) }
}

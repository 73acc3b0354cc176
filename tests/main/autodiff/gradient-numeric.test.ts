import { describe, expect, it } from 'vitest'
import { RULES } from '../../../src/main/autodiff/rules.ts'
import { seededRandom } from '../../../src/main/base/random.ts'
import { sizeOf, type Tensor } from '../../../src/main/base/tensor.ts'
import { inferShapes } from '../../../src/main/onnx/shapes.ts'
import { openSession, type Session } from '../../../src/main/session/session.ts'
import { buildCase, fillCase, type BuiltCase, type NumericCase } from './numeric/case.ts'
import { ELEMENTWISE_CASES } from './numeric/elementwise.ts'
import { LAYOUT_CASES } from './numeric/layout.ts'
import { MATRIX_CASES } from './numeric/matrix.ts'
import { QUANTIZER_CASES } from './numeric/quantizers.ts'
import { REDUCTION_CASES } from './numeric/reductions.ts'
import { WINDOW_CASES } from './numeric/windows.ts'
import { runGradients } from './run-gradients.ts'

const CASES = [
  ...ELEMENTWISE_CASES,
  ...MATRIX_CASES,
  ...WINDOW_CASES,
  ...LAYOUT_CASES,
  ...REDUCTION_CASES,
  ...QUANTIZER_CASES,
]

/** Smaller than half the distance of neighbouring values, so that no step crosses a kink. */
const STEP = 0.04
/** Share of the largest element of a gradient: float32 outputs over steps of 0.02. */
const TOLERANCE = 1e-3

/** Σ upstream · output in float64, over all outputs. */
function weighted(outputs: readonly Tensor[], upstream: readonly Float32Array[]): number {
  let total = 0
  outputs.forEach(({ data }, output) => {
    for (let index = 0; index < data.length; index++) total += data[index] * upstream[output][index]
  })
  return total
}

/** Central differences at two step sizes, extrapolated (Richardson): the error is of the fourth order. */
async function differences(
  session: Session,
  { outputs }: BuiltCase,
  feeds: Record<string, Tensor>,
  name: string,
  upstream: readonly Float32Array[],
  step: number,
): Promise<Float64Array> {
  const { data, dims } = feeds[name]
  const at = async (index: number, offset: number): Promise<number> => {
    const moved = data.slice()
    moved[index] += offset
    const found = await session.run({ ...feeds, [name]: { data: moved, dims } })
    return weighted(
      outputs.map((value) => found[value.name]),
      upstream,
    )
  }
  const result = new Float64Array(data.length)
  for (let index = 0; index < data.length; index++) {
    const slope = async (distance: number) =>
      ((await at(index, distance)) - (await at(index, -distance))) / (2 * distance)
    result[index] = (4 * (await slope(step / 2)) - (await slope(step))) / 3
  }
  return result
}

function upstreamFor({ builder, outputs }: BuiltCase): Float32Array[] {
  const random = seededRandom(7)
  const shapes = inferShapes(builder.model)
  return outputs.map(({ name }) =>
    Float32Array.from({ length: sizeOf(shapes.get(name) ?? []) }, () => 0.5 + random.next()),
  )
}

async function openForward(one: NumericCase): Promise<{ built: BuiltCase; session: Session }> {
  const built = buildCase(one, one.surrogate)
  for (const value of built.outputs) built.builder.output(value)
  return { built, session: await openSession(built.builder.model, { threads: 1 }) }
}

async function checkCase(one: NumericCase): Promise<void> {
  const feeds = fillCase(one)
  const built = buildCase(one)
  const upstream = upstreamFor(built)
  const names = Object.keys(one.inputs).filter((name) => one.inputs[name].fixed !== true)
  const { gradients } = await runGradients({
    builder: built.builder,
    outputs: built.outputs,
    wrt: names.map((name) => built.inputs[name]),
    feeds: feeds,
    upstream,
  })
  const forward = await openForward(one)
  try {
    for (const [index, name] of names.entries()) {
      const { step = STEP, times = 1 } = one.inputs[name]
      const expected = await differences(forward.session, forward.built, feeds, name, upstream, step * times)
      const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3)
      expect(gradients[index].dims, name).toEqual(feeds[name].dims)
      const worst = gradients[index].data.reduce(
        (most, value, place) => Math.max(most, Math.abs(value - expected[place])),
        0,
      )
      expect(worst / largest, name).toBeLessThan(TOLERANCE)
    }
  } finally {
    await forward.session.close()
  }
}

describe('gradient rules agree with differences', () => {
  it.each(CASES.map((one) => [one.name, one] as const))('%s', async (_name, one) => {
    await checkCase(one)
  })

  it('has a case for every rule', () => {
    const covered = new Set(
      CASES.flatMap((one) => buildCase(one).builder.graph.nodes.map(({ opType }) => opType)),
    )
    expect(Object.keys(RULES).filter((opType) => !covered.has(opType))).toEqual([])
  })

  it('has no two cases of one name', () => {
    expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length)
  })
})

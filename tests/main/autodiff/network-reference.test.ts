import { expect, it } from 'vitest'
import type { Tensor } from '../../../src/main/base/tensor.ts'
import { addGradients } from '../../../src/main/autodiff/gradient.ts'
import { Adam } from '../../../src/main/autodiff/optimizers/adam.ts'
import type { Optimizer } from '../../../src/main/autodiff/optimizers/optimizer.ts'
import { Sgd } from '../../../src/main/autodiff/optimizers/sgd.ts'
import { DataType, newValueInfo } from '../../../src/main/onnx/proto.ts'
import { inferShapes } from '../../../src/main/onnx/shapes.ts'
import { openSession, type Session } from '../../../src/main/session/session.ts'
import { describeWithReference } from '../../support/shared.ts'
import {
  buildNetwork,
  FOLDER,
  load,
  parameterNames,
  readCurveNoise,
  readManifest,
  type Mode,
  type NetworkManifest,
} from './small-network.ts'

const MODES: Mode[] = ['fp', 'torchfq', 'nvfq']
const OPTIMIZER_NAMES = ['sgd', 'sgd_momentum', 'adam'] as const
type OptimizerName = (typeof OPTIMIZER_NAMES)[number]

interface Training {
  session: Session
  /** Runs one step's forward and backward pass. */
  run: (
    parameters: Map<string, Float32Array>,
  ) => Promise<{ loss: number; gradients: Map<string, Float32Array> }>
}

async function openTraining(description: NetworkManifest, mode: Mode): Promise<Training> {
  const { builder, x, parameters, loss } = buildNetwork(description, mode !== 'fp')
  const { model, graph } = builder
  const wrt = [...parameters.values(), x]
  const clipping = mode === 'nvfq' ? 'amax' : 'levels'
  const gradients = addGradients(model, [{ value: loss }], wrt, { shapes: inferShapes(model), clipping })
  for (const value of [loss, ...gradients.values()])
    graph.addOutput(value, newValueInfo(value.name, DataType.FLOAT, null))
  const session = await openSession(model, { threads: 1 })
  const fixed = Object.fromEntries(['x', 't1', 't2'].map((name) => [name, load(description, name)]))
  return {
    session,
    async run(values) {
      const feeds: Record<string, Tensor> = { ...fixed }
      for (const [name, data] of values) feeds[name] = { data, dims: description.tensors[`p.${name}`].shape }
      const results = await session.run(feeds)
      const found = [...gradients].map(
        ([value, gradient]) => [value.name, results[gradient.name].data] as const,
      )
      return { loss: results[loss.name].data[0], gradients: new Map(found) }
    },
  }
}

function initialParameters(description: NetworkManifest): Map<string, Float32Array> {
  return new Map(parameterNames(description).map((name) => [name, load(description, `p.${name}`).data]))
}

/** ‖a − b‖ / ‖b‖. */
function relativeDifference(got: Float32Array, expected: Float32Array): number {
  let difference = 0
  let norm = 0
  expected.forEach((value, index) => {
    difference += (got[index] - value) ** 2
    norm += value ** 2
  })
  return Math.sqrt(difference / norm)
}

const OPTIMIZERS = {
  sgd: { make: () => new Sgd(), rate: 0.1 },
  sgd_momentum: {
    make: () => new Sgd({ momentum: 0.9, nesterov: true, weightDecay: 5e-4 }),
    rate: 0.05,
  },
  adam: { make: () => new Adam(), rate: 0.01 },
} satisfies Record<OptimizerName, { make: () => Optimizer; rate: number }>

const STEPS = 20
/** Steps before a level that float32 rounds the other way can have made a difference. */
const UNDISTURBED = 4

/**
 * How far a curve may be from the reference's. Rounded levels make training chaotic: the reference's own float32 and
 * float64 curves differ by up to 4.2e-4 there. Ten times the largest such difference of the mode is allowed.
 */
function allowedDifference(mode: Mode): number {
  const noises = Object.entries(readCurveNoise()).flatMap(([name, { max_abs_diff_to_f32 }]) =>
    name.startsWith('fp.') === (mode === 'fp') ? [max_abs_diff_to_f32] : [],
  )
  return 10 * Math.max(...noises)
}

async function train(
  description: NetworkManifest,
  mode: Mode,
  name: OptimizerName,
): Promise<{ curve: number[]; parameters: Map<string, Float32Array> }> {
  const training = await openTraining(description, mode)
  const parameters = initialParameters(description)
  const optimizer = OPTIMIZERS[name].make()
  const curve: number[] = []
  for (let step = 0; step < STEPS; step++) {
    const { loss, gradients } = await training.run(parameters)
    curve.push(loss)
    optimizer.step(parameters, gradients, OPTIMIZERS[name].rate)
  }
  curve.push((await training.run(parameters)).loss)
  await training.session.close()
  return { curve, parameters }
}

describeWithReference(FOLDER, 'gradients of a small network agree with torch', () => {
  const description = readManifest()

  it.each(MODES)('%s: loss and all gradients', async (mode) => {
    const training = await openTraining(description, mode)
    const { loss, gradients } = await training.run(initialParameters(description))
    await training.session.close()
    const expected = description.modes[mode]
    expect(Math.abs(loss - expected.loss)).toBeLessThan(1e-6)
    expect(gradients.size).toBe(Object.keys(expected.grads).length + 1)
    for (const [name, gradient] of gradients) {
      const tolerance = Math.max(10 * (expected.grads[name]?.rel_l2_vs_float64 ?? 0), 1e-5)
      const reference = load(description, `${mode}.grad.${name}`).data
      expect(relativeDifference(gradient, reference), name).toBeLessThan(tolerance)
    }
  })

  it.each(MODES.flatMap((mode) => OPTIMIZER_NAMES.map((name) => ({ mode, name }))))(
    '$mode: 20 steps of $name',
    async ({ mode, name }) => {
      const { curve, parameters } = await train(description, mode, name)
      const expected = description.modes[mode][name].loss_before_each_step_and_after_the_last
      const differences = curve.map((loss, step) => Math.abs(loss - expected[step]))
      expect(curve).toHaveLength(STEPS + 1)
      expect(Math.max(...differences.slice(0, UNDISTURBED))).toBeLessThan(1e-6)
      expect(Math.max(...differences)).toBeLessThan(allowedDifference(mode))
      for (const parameter of ['stem.w', 'up.w', 'bn.gamma']) {
        const reference = load(description, `${mode}.${name}.final.${parameter}`).data
        const difference = relativeDifference(parameters.get(parameter) ?? new Float32Array(), reference)
        expect(difference, parameter).toBeLessThan(mode === 'fp' ? 1e-5 : 0.05)
      }
    },
  )
})

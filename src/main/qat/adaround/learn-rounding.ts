import { Adam } from '../../autodiff/optimizers/adam.ts'
import { throwIfCancelled } from '../../base/cancel.ts'
import { QuantbenchError } from '../../base/errors.ts'
import { seededRandom, type Random } from '../../base/random.ts'
import { constantOf } from '../../onnx/constants.ts'
import { floatsOf } from '../../onnx/tensor.ts'
import type { SessionOptions } from '../../session/session.ts'
import { GradientPool, shareTensors, type Feeds } from '../gradient-pool.ts'
import { regularizerAt } from './annealing.ts'
import { Rounding } from './rounding.ts'
import type { UnitData } from './unit-data.ts'
import type { UnitGraph } from './unit-graph.ts'
import type { ReconstructionUnit } from './units.ts'

export interface LearnOptions {
  readonly steps: number
  /** Runs whose gradients a step averages. */
  readonly runs: number
  /** Adam's learning rate for V. */
  readonly rate: number
  /**
   * Weight of the regularizer, a sum over all weights, against the reconstruction error in shares of nearest
   * rounding's, times the number of weights: both are of one size whatever the activations are.
   */
  readonly push: number
  readonly seed: number
  readonly session: SessionOptions
  readonly signal?: AbortSignal
  /** Called behind every step. */
  onStep?(step: number): void
}

/** Learned weights of a unit, by the name of the initializer, and what they gained. */
export interface LearnedRounding {
  readonly weights: ReadonlyMap<string, Float32Array>
  /** Reconstruction error over all images with nearest rounding and with the learned one. */
  readonly nearestError: number
  readonly learnedError: number
  /** Weights in all, and those that ended on another level than the nearest. */
  readonly count: number
  readonly flipped: number
}

interface Variables {
  readonly tensor: string
  readonly rounding: Rounding
  /** What the training threads read. */
  readonly shared: Float32Array
  readonly gradientName: string
  readonly slopes: Float32Array
}

/**
 * Learns the roundings of a unit's weights by Adam on its reconstruction error. Where the roundings that come out of it
 * do worse than nearest rounding on the very same images, the nearest ones are handed out.
 * Throws TRAINING_DIVERGED where the error is no number, CANCELLED, MODEL_REJECTED, INFERENCE_FAILED, TRAINING.
 */
export async function learnRounding(
  unit: ReconstructionUnit,
  graph: UnitGraph,
  data: UnitData,
  options: LearnOptions,
): Promise<LearnedRounding> {
  const { bytes: model, outputs, parameters } = graph
  const shared = shareTensors(parameters)
  const feeds = feedsOf(graph, data)
  const pool = new GradientPool({ model, outputs, shared, session: options.session, runs: options.runs })
  try {
    const variables = unit.weights.map((weight): Variables => {
      const name = graph.softened.get(weight.tensor.name) ?? ''
      const soft = shared.get(name)?.data ?? new Float32Array(0)
      const stored = constantOf(weight.tensor)
      const values = stored === null ? soft : floatsOf(stored)
      return {
        tensor: weight.tensor.name,
        rounding: new Rounding({ ...weight, data: values }),
        shared: soft,
        gradientName: graph.gradients.get(name) ?? '',
        slopes: new Float32Array(values.length),
      }
    })
    const errorWith = async (write: (variable: Variables) => void) => {
      variables.forEach(write)
      return errorOf(await pool.mean(feeds), graph, unit)
    }
    const nearestError = await errorWith(({ rounding, shared }) => rounding.nearest(shared))
    await descend(unit, graph, feeds, pool, variables, nearestError, options)
    const learnedError = await errorWith(({ rounding, shared }) => rounding.harden(shared))
    return outcome(variables, nearestError, learnedError)
  } finally {
    await pool.close()
  }
}

function feedsOf(graph: UnitGraph, { inputs, targets }: UnitData): Feeds[] {
  return inputs.map((tensors, run) => {
    const named = [
      ...Array.from(graph.inputs, ([tensor, name]) => [name, tensors.get(tensor)] as const),
      ...Array.from(graph.targets, ([tensor, name]) => [name, targets[run].get(tensor)] as const),
    ]
    return Object.fromEntries(
      named.flatMap(([name, tensor]) => (tensor === undefined ? [] : [[name, tensor] as const])),
    )
  })
}

function errorOf(
  means: ReadonlyMap<string, Float32Array>,
  { loss }: UnitGraph,
  { name }: ReconstructionUnit,
): number {
  const error = means.get(loss)?.[0] ?? NaN
  if (Number.isFinite(error)) return error
  throw new QuantbenchError('TRAINING_DIVERGED', `The reconstruction error of ${name} is not a number`, {
    wayOut: 'Check that the float model gives finite numbers on the calibration images.',
  })
}

async function descend(
  unit: ReconstructionUnit,
  graph: UnitGraph,
  feeds: readonly Feeds[],
  pool: GradientPool,
  variables: readonly Variables[],
  nearestError: number,
  options: LearnOptions,
): Promise<void> {
  const { steps, rate, push, runs } = options
  const draw = drawing(feeds, seededRandom(options.seed))
  const adam = new Adam()
  const parameters = new Map(variables.map(({ tensor, rounding }) => [tensor, rounding.variables]))
  const slopes = new Map(variables.map(({ tensor, slopes }) => [tensor, slopes]))
  const count = variables.reduce((sum, { slopes }) => sum + slopes.length, 0)
  // An error of 0 leaves nothing to learn, only noise to follow.
  const factor = nearestError > 0 ? count / nearestError : 0
  for (let step = 0; step < steps && factor > 0; step++) {
    throwIfCancelled(options.signal)
    for (const { rounding, shared } of variables) rounding.soften(shared)
    const means = await pool.mean(draw(runs))
    errorOf(means, graph, unit)
    const regularizer = regularizerAt(step, steps, push)
    for (const { rounding, gradientName, slopes } of variables) {
      rounding.slopes(means.get(gradientName) ?? new Float32Array(0), factor, regularizer, slopes)
    }
    adam.step(parameters, slopes, rate)
    options.onStep?.(step + 1)
  }
}

/** Draws feeds in random order, each once before any comes again. */
function drawing(feeds: readonly Feeds[], random: Random): (count: number) => Feeds[] {
  let left: Feeds[] = []
  return (count) =>
    Array.from({ length: Math.min(count, feeds.length) }, () => {
      if (left.length === 0) left = random.shuffle(feeds)
      return left.pop() ?? feeds[0]
    })
}

function outcome(
  variables: readonly Variables[],
  nearestError: number,
  learnedError: number,
): LearnedRounding {
  const better = learnedError < nearestError
  for (const { rounding, shared } of variables) if (!better) rounding.nearest(shared)
  const sum = (of: (variable: Variables) => number) =>
    variables.reduce((total, variable) => total + of(variable), 0)
  return {
    weights: new Map(variables.map(({ tensor, shared }) => [tensor, shared.slice()])),
    nearestError,
    learnedError: better ? learnedError : nearestError,
    count: sum(({ slopes }) => slopes.length),
    flipped: better ? sum(({ rounding }) => rounding.flipped) : 0,
  }
}

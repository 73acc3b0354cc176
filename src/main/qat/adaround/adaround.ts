import { QuantbenchError } from '../../base/errors.ts'
import type { StageContext } from '../../base/progress.ts'
import type { CalibrationInput } from '../../calib/collect.ts'
import { elementTypesOf } from '../../onnx/element-type-inference.ts'
import type { Model } from '../../onnx/model.ts'
import { DataType } from '../../onnx/proto.ts'
import { tensorFrom } from '../../onnx/tensor.ts'
import type { SessionOptions } from '../../session/session.ts'
import { copyModel } from '../../session/taps.ts'
import { learnRounding, type LearnedRounding } from './learn-rounding.ts'
import { unitData } from './unit-data.ts'
import { unitGraph } from './unit-graph.ts'
import { reconstructionUnits, type ReconstructionUnit } from './units.ts'

export interface AdaRoundOptions extends SessionOptions {
  /** Images to learn from at most; 32 unless set. */
  readonly images?: number
  /** Steps for each unit; 300 unless set. */
  readonly steps?: number
  /** Adam's learning rate; 0.03 unless set. */
  readonly rate?: number
  /** Weight of the regularizer against the reconstruction error; 10 unless set. See `LearnOptions`. */
  readonly push?: number
  /** Bytes for the activations of a unit. */
  readonly memoryLimit?: number
  readonly seed?: number
}

/** What learning did to one unit. */
export interface UnitReport {
  readonly unit: string
  readonly layers: readonly string[]
  /** Squared difference to the float model's output, summed over channels, averaged over positions and images. */
  readonly nearestError: number
  readonly learnedError: number
  readonly weights: number
  /** Weights that are rounded to another level than the nearest. */
  readonly flipped: number
}

export interface AdaRoundReport {
  readonly units: readonly UnitReport[]
  /** Units left with nearest rounding, and why. */
  readonly skipped: readonly { readonly unit: string; readonly reason: string }[]
  readonly steps: number
  readonly wallMs: number
}

export interface AdaRoundResult {
  readonly model: Model
  readonly report: AdaRoundReport
}

const STEPS = 300
const IMAGES = 32
const RATE = 3e-2
/**
 * Too little leaves roundings undecided that offset each other, which are then torn apart: on YOLOv5n's stem 0.01 ends
 * at 0.77 of nearest rounding's error, 10 at 0.31; on layers with many inputs nothing between 0.01 and 100 matters.
 */
const PUSH = 10
const MEMORY_LIMIT = 300e6
/** Elements that a step goes through about, and a run at least, where images are small enough to be joined. */
const STEP_ELEMENTS = 8e5
const RUN_ELEMENTS = 4e5

/**
 * AdaRound (Nagel et al. 2020, arXiv 2004.10568), block by block as BRECQ (Li et al. 2021, arXiv 2102.05426): learns
 * for every INT8 weight whether it is rounded up or down, such that each block of the quantized model, fed with what the
 * blocks before it now give, comes closest to the float model's output. Scales, activation quantizers and biases stay.
 * The result stores the learned levels as float weights at their centres, so that its Q/DQ pairs give back exactly these.
 * Given models are not changed.
 *
 * @param quantized with float weights in front of their Q/DQ pairs
 * @param float the prepared model that it was made from
 * Throws CALIBRATION, CANCELLED, GRAPH_EDIT where the models do not belong together, MODEL_INVALID where there is nothing
 * to learn, TRAINING_DIVERGED, and what sessions throw.
 */
export async function adaround(
  quantized: Model,
  float: Model,
  images: CalibrationInput,
  options: AdaRoundOptions = {},
  context: StageContext = {},
): Promise<AdaRoundResult> {
  const started = performance.now()
  const model = copyModel(quantized)
  const units = reconstructionUnits(model.graph)
  if (units.length === 0) throw nothingToLearn()
  const { steps = STEPS } = options
  const reports: UnitReport[] = []
  const skipped: { unit: string; reason: string }[] = []
  for (const [index, unit] of units.entries()) {
    const report = (step: number) =>
      context.onProgress?.({
        phase: 'adaround',
        detail: unit.name,
        done: index * steps + step,
        total: units.length * steps,
        unit: 'steps',
      })
    const reason = obstacle(model, unit)
    report(0)
    const learned = reason ?? (await reconstruct(model, float, unit, images, options, context, report))
    if (typeof learned === 'string') skipped.push({ unit: unit.name, reason: learned })
    else reports.push(reportOf(unit, learned))
    report(steps)
  }
  return { model, report: { units: reports, skipped, steps, wallMs: performance.now() - started } }
}

function nothingToLearn(): QuantbenchError {
  return new QuantbenchError(
    'MODEL_INVALID',
    'Expected float weights behind INT8 Q/DQ pairs to learn the rounding of, the model has none',
    { wayOut: 'Quantize the float model with `quantbench ptq`.' },
  )
}

/** Why a unit cannot be fed with what it reads, or null. */
function obstacle({ graph }: Model, { inputs, outputs }: ReconstructionUnit): string | null {
  const types = elementTypesOf(graph)
  const other = [...inputs, ...outputs].find(
    (value) => (types.get(value) ?? DataType.FLOAT) !== DataType.FLOAT,
  )
  return other === undefined ? null : `${other.name} is not float32`
}

/** Learns one unit and stores its weights; a unit whose operators have no gradient gives the reason instead. */
async function reconstruct(
  model: Model,
  float: Model,
  unit: ReconstructionUnit,
  images: CalibrationInput,
  options: AdaRoundOptions,
  context: StageContext,
  onStep: (step: number) => void,
): Promise<LearnedRounding | string> {
  const { steps = STEPS, rate = RATE, push = PUSH, seed = 0, ...session } = options
  const { images: most = IMAGES, memoryLimit = MEMORY_LIMIT } = options
  const limits = { images: most, memoryLimit, runElements: RUN_ELEMENTS }
  const data = await unitData(model, float, unit, images, { ...session, ...limits }, context)
  const graph = unlessUnsupported(() => unitGraph(model, unit, data.shapes))
  if (typeof graph === 'string') return graph
  const elements = [...data.shapes.values()].reduce((sum, dims) => sum + dims.reduce((a, b) => a * b, 1), 0)
  const runs = Math.max(2, Math.round(STEP_ELEMENTS / elements))
  const { signal } = context
  const learned = await learnRounding(unit, graph, data, {
    steps,
    rate,
    push,
    seed,
    runs,
    session,
    signal,
    onStep,
  })
  for (const { tensor, dims } of unit.weights) {
    const weights = learned.weights.get(tensor.name)
    if (weights !== undefined) model.graph.setInitializer(tensor, tensorFrom(tensor.name, dims, weights))
  }
  return learned
}

function unlessUnsupported<T>(make: () => T): T | string {
  try {
    return make()
  } catch (error) {
    const known = error instanceof QuantbenchError ? error : null
    if (known?.code === 'MODEL_OPERATOR' || known?.code === 'MODEL_INVALID') return known.message
    throw error
  }
}

function reportOf(unit: ReconstructionUnit, learned: LearnedRounding): UnitReport {
  return {
    unit: unit.name,
    layers: unit.weights.flatMap(({ layers }) => layers.map(({ name }) => name)),
    nearestError: learned.nearestError,
    learnedError: learned.learnedError,
    weights: learned.count,
    flipped: learned.flipped,
  }
}

import type { StageContext } from '../../base/progress.ts'
import { seededRandom, type Random } from '../../base/random.ts'
import { QuantbenchError } from '../../base/errors.ts'
import { withQuantizers } from '../../quant/quantizer-switches.ts'
import { tapModel } from '../../session/taps.ts'
import { effectGraph, type EffectGraph } from './effect-graph.ts'
import { sharesOf, type EstimateWork, type UnitEstimate } from './estimates.ts'
import { outputWeights, type OutputWeights } from './output-weights.ts'
import type { Probes } from './probes.ts'
import type { NamedOutputs } from './shard-messages.ts'
import type { SensitivityUnit } from './units.ts'

/** Random directions an image; each takes a forward and a backward pass. */
const DIRECTIONS = 2

/**
 * Estimates what each unit's quantization error does to the outputs, ‖W · J · (x_q − x)‖², to first order: J is the
 * Jacobian of the outputs and W weighs them by what they have to do with detections. The norm is Hutchinson's estimate:
 * for random signs v, the square of vᵀ · W · J · (x_q − x) is right on average, and vᵀ · W · J is one backward pass, the
 * same for all units (Hutchinson 1990; the Gauss-Newton approximation of HAWQ-V2, Dong et al. 2020, with the error
 * itself in place of the trace).
 */
export async function estimateEffects(
  { quantized, detector, units, plan }: EstimateWork,
  probes: Probes,
  context: StageContext = {},
): Promise<UnitEstimate[]> {
  const { signal } = context
  const graph = effectGraph(quantized, probes.dims)
  const targets = graph.targets.map(({ tensor }) => tensor)
  const float = tapModel(
    withQuantizers(quantized, () => false),
    targets,
  )
  const weights: OutputWeights[] = []
  for await (const { outputs } of probes.run(float, { signal }))
    weights.push(outputWeights(detector, outputs))
  const sums = new EffectSums(graph, units)
  const total = DIRECTIONS * weights.length
  let done = 0
  for (let direction = 0; direction < DIRECTIONS; direction++) {
    const given = (item: number): NamedOutputs =>
      directionOf(graph, weights[item], seededRandom(plan.seed + direction * weights.length + item))
    for await (const { outputs } of probes.runWith(graph.bytes, given, signal)) {
      sums.add(outputs[graph.effects].data)
      context.onProgress?.({ phase: 'estimate', done: ++done, total, unit: 'passes' })
    }
  }
  return sums.estimates()
}

/** Gradients of the targets: the square root of each weight with a random sign. */
function directionOf({ targets }: EffectGraph, weights: OutputWeights, random: Random): NamedOutputs {
  return Object.fromEntries(
    targets.map(({ tensor, gradient, dims }) => {
      const own = weights.get(tensor)
      if (own === undefined) throw new QuantbenchError('INTERNAL', `the model does not give ${tensor}`)
      const data = own.map((weight) => (weight === 0 ? 0 : random.next() < 0.5 ? -1 : 1) * Math.sqrt(weight))
      return [gradient, { data, dims }]
    }),
  )
}

/** Squares of the units' effects, added up over images and directions. */
class EffectSums {
  private readonly units: readonly SensitivityUnit[]
  private readonly graph: EffectGraph
  private readonly all: Float64Array
  private readonly parts: { readonly activation: Float64Array; readonly weight: Float64Array }

  constructor(graph: EffectGraph, units: readonly SensitivityUnit[]) {
    this.graph = graph
    this.units = units
    const zeros = (): Float64Array => new Float64Array(units.length)
    this.all = zeros()
    this.parts = { activation: zeros(), weight: zeros() }
  }

  add(effects: Float32Array): void {
    this.units.forEach(({ readers }, unit) => {
      const sums = { activation: 0, weight: 0 }
      this.graph.readers.forEach(({ name, part }, at) => {
        if (readers.has(name)) sums[part] += effects[at]
      })
      this.all[unit] += (sums.activation + sums.weight) ** 2
      this.parts.activation[unit] += sums.activation ** 2
      this.parts.weight[unit] += sums.weight ** 2
    })
  }

  estimates(): UnitEstimate[] {
    const sum = this.all.reduce((total, value) => total + value, 0)
    const share = (value: number): number => (sum === 0 ? 0 : value / sum)
    const values = sharesOf(Array.from(this.all))
    return this.units.map(({ name }, unit) => ({
      name,
      value: values[unit],
      activations: share(this.parts.activation[unit]),
      weights: share(this.parts.weight[unit]),
      sqnr: null,
      blockSqnr: null,
      halves: null,
    }))
  }
}

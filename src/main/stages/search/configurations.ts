import { estimateUnits } from '../sensitivity/fast.ts'
import type { SensitivityUnit } from '../sensitivity/units.ts'
import type { SearchWork } from './search-work.ts'
import type { Candidate } from './candidates.ts'
import { layerCosts, macCosts, type CostModel } from './costs.ts'
import { engineCosts } from './engine-costs.ts'
import { latencyCosts, measureLatency } from './latency-costs.ts'
import type { Configuration } from './point-meter.ts'
import type { RangedQuantizer } from './ranged-quantizer.ts'

/** A way to quantize with the costs of its units, computed unless they are kept already; gains are not yet estimated. */
export async function configurationOf(
  work: SearchWork,
  quantizer: RangedQuantizer,
  choices: readonly string[],
): Promise<Configuration> {
  const units = quantizer.units(work.plan.by)
  const { costs } = await work.log.once('costs', choices, async () => {
    const started = performance.now()
    const computed = await computeCosts(work, quantizer, units)
    return { kind: 'costs', choices: [...choices], costs: computed, ms: performance.now() - started }
  })
  return { choices, quantizer, costs, candidates: candidatesOf(units, costs), isOrdered: false }
}

const ROUGH_SOURCE =
  "ONNX Runtime's integer kernels on this machine, the whole model; it does not predict TensorRT"

/** The same with only the latency of the whole where costs are measured: enough to compare it with others. */
export async function roughConfigurationOf(
  work: SearchWork,
  quantizer: RangedQuantizer,
  choices: readonly string[],
): Promise<Configuration> {
  const { plan, detector, options, context, log } = work
  if (plan.cost !== 'ort') return configurationOf(work, quantizer, choices)
  const { latency } = await log.once('latency', choices, async () => {
    const started = performance.now()
    const measured = await measureLatency(quantizer.base, detector.preprocess, options, context)
    return { kind: 'latency', choices: [...choices], latency: measured, ms: performance.now() - started }
  })
  const costs: CostModel = { kind: 'ort', unit: 'ms', base: latency, units: {}, source: ROUGH_SOURCE }
  const candidates = candidatesOf(quantizer.units(plan.by), costs)
  return { choices, quantizer, costs, candidates, isOrdered: false }
}

/** A configuration with the gains of its units. */
export async function withGains(work: SearchWork, configuration: Configuration): Promise<Configuration> {
  const { detector, dataset, plan, options, context, log } = work
  const { candidates, choices, quantizer } = configuration
  const { gains } = await log.once('gains', choices, async () => {
    const started = performance.now()
    const { method, images } = plan.estimate
    const { estimates } = await estimateUnits(
      {
        ...{ quantized: quantizer.base, detector, dataset, options, units: candidates },
        plan: {
          ...{ mode: 'fast', by: plan.by, metric: 'agreement', parts: 'all', cumulative: 0, early: 0 },
          ...{ seed: plan.seed, fast: { method, images, verify: 0 } },
        },
      },
      context,
    )
    const gains = Object.fromEntries(estimates.map(({ name, value }) => [name, value]))
    return { kind: 'gains', choices: [...choices], gains, ms: performance.now() - started }
  })
  return {
    ...configuration,
    isOrdered: true,
    candidates: candidates.map((candidate) => ({ ...candidate, gain: gains[candidate.name] ?? 0 })),
  }
}

function candidatesOf(units: readonly SensitivityUnit[], costs: CostModel): Candidate[] {
  return units.map((unit) => ({ ...unit, gain: 0, cost: costs.units[unit.name] ?? 0 }))
}

async function computeCosts(
  { detector, plan, options, engines, context }: SearchWork,
  quantizer: RangedQuantizer,
  units: readonly SensitivityUnit[],
): Promise<CostModel> {
  const { preprocess } = detector
  if (plan.cost === 'flops') return macCosts(quantizer.prepared, preprocess, units)
  if (plan.cost === 'ort') return latencyCosts(quantizer, units, preprocess, options, context)
  return plan.cost === 'engine' && engines !== undefined ? engineCosts(units, engines) : layerCosts(units)
}

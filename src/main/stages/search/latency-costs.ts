import type { StageContext } from '../../base/progress.ts'
import { median } from '../../base/quantiles.ts'
import type { Preprocess } from '../../data/preprocess.ts'
import type { Model } from '../../onnx/model.ts'
import type { SessionOptions } from '../../session/session.ts'
import { benchmarkModels, type BenchmarkRow } from '../benchmark.ts'
import type { SensitivityUnit } from '../sensitivity/units.ts'
import type { CostModel } from './costs.ts'
import type { RangedQuantizer } from './ranged-quantizer.ts'

/** Sessions that are open side by side. */
const ABREAST = 8
const REPEATS = 15
const WARMUP = 3

type Device = Pick<SessionOptions, 'device' | 'threads'>

/** Times models against each other, one image a run. */
async function time(
  models: readonly Model[],
  { width, height }: Preprocess,
  device: Device,
  context: StageContext,
  repeats = REPEATS,
): Promise<BenchmarkRow[]> {
  const entries = models.map((model, index) => ({
    ...{ label: String(index), model, sizeBytes: 0, quantized: true },
  }))
  const options = { ...device, size: { height, width }, repeats, warmup: WARMUP }
  const result = await benchmarkModels(entries, options, context)
  return result.models
}

/**
 * What each unit adds to the latency when it alone is float, by ONNX Runtime's integer kernels on this machine: models
 * run in turn, a few at a time with the all-quantized one among them, and medians are compared. That costs add up is an
 * assumption; `measureLatency` tells the truth about a set.
 */
export async function latencyCosts(
  quantizer: RangedQuantizer,
  units: readonly SensitivityUnit[],
  preprocess: Preprocess,
  device: Device,
  context: StageContext = {},
): Promise<CostModel> {
  const costs: [string, number][] = []
  const bases: number[] = []
  for (let start = 0; start < units.length; start += ABREAST) {
    const some = units.slice(start, start + ABREAST)
    const models = [quantizer.base, ...some.map((unit) => quantizer.quantize([unit], units).model)]
    const [base, ...rows] = await time(models, preprocess, device, { signal: context.signal })
    bases.push(base.p50Ms)
    some.forEach(({ name }, index) => costs.push([name, rows[index].p50Ms - base.p50Ms]))
    const done = start + some.length
    context.onProgress?.({ phase: 'costs', done, total: units.length, unit: 'units' })
  }
  return {
    ...{ kind: 'ort', unit: 'ms', base: median(bases) },
    units: Object.fromEntries(costs),
    source: `ONNX Runtime's integer kernels on this machine, one unit float at a time, median of ${REPEATS} runs; it does not predict TensorRT`,
  }
}

/** Latency of a model in milliseconds, median; measured as the costs were. */
export async function measureLatency(
  model: Model,
  preprocess: Preprocess,
  device: Device,
  context: StageContext = {},
): Promise<number> {
  const [row] = await time([model], preprocess, device, context, 2 * REPEATS)
  return row.p50Ms
}

import { z } from 'zod'
import { modelCost } from '../../onnx/flops.ts'
import { imageInput } from '../../onnx/image-input.ts'
import type { Model } from '../../onnx/model.ts'
import type { Preprocess } from '../../data/preprocess.ts'
import type { SensitivityUnit } from '../sensitivity/units.ts'

/**
 * What float layers can be charged by: their number, their multiplications, what they cost in ONNX Runtime, or their
 * times in engines that were built and profiled.
 */
export const COST_KINDS = ['layers', 'flops', 'ort', 'engine'] as const

export type CostKind = (typeof COST_KINDS)[number]

export const COST_UNITS = {
  ...{ layers: 'layers', flops: 'GMACs', ort: 'ms', engine: 'ms' },
} as const satisfies Record<CostKind, string>

/** Whether costs are milliseconds of a whole run. */
export function isLatency(kind: CostKind): boolean {
  return kind === 'ort' || kind === 'engine'
}

export const costModelSchema = z.object({
  kind: z.enum(COST_KINDS),
  /** Of all figures: `layers`, `GMACs` or `ms`. */
  unit: z.string(),
  /** What the model costs with none of the units float. */
  base: z.number(),
  /** What each unit adds when it is float, by name. */
  units: z.record(z.string(), z.number()),
  /** How the figures came about, in one sentence. */
  source: z.string(),
})

/** What it costs to leave units float; costs add up. */
export type CostModel = z.output<typeof costModelSchema>

/** Every float layer, or other node that reads quantized tensors, costs 1. */
export function layerCosts(units: readonly SensitivityUnit[]): CostModel {
  return {
    ...{ kind: 'layers', unit: 'layers', base: 0 },
    units: Object.fromEntries(units.map(({ name, readers }) => [name, readers.size])),
    source: 'number of layers that are float',
  }
}

/** Float layers cost their multiply-accumulates for one image, in 10⁹; nodes without weights cost nothing. */
export function macCosts(
  prepared: Model,
  { width, height, layout }: Preprocess,
  units: readonly SensitivityUnit[],
): CostModel {
  const dims = layout === 'nchw' ? [1, 3, height, width] : [1, height, width, 3]
  const { layers } = modelCost(prepared, new Map([[imageInput(prepared).name, dims]]))
  const macs = new Map(layers.map(({ name, macs }) => [name, (macs ?? 0) / 1e9]))
  const costOf = (readers: ReadonlySet<string>): number =>
    [...readers].reduce((sum, reader) => sum + (macs.get(reader) ?? 0), 0)
  return {
    ...{ kind: 'flops', unit: 'GMACs', base: 0 },
    units: Object.fromEntries(units.map(({ name, readers }) => [name, costOf(readers)])),
    source: 'multiply-accumulates of the float layers for one image',
  }
}

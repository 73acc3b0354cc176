import { z } from 'zod'
import {
  halvesOf,
  halvesSchema,
  measuredSchema,
  METRICS,
  storedHalves,
  storedMeasured,
  valueOf,
  withHalves,
  type Measured,
  type SensitivityMetric,
} from './measured.ts'
import { MODES, type SensitivityMode } from './ranked-layers.ts'
import { spearman } from './rank-agreement.ts'
import { attainable, reliabilityOf, type Reliability } from './reliability.ts'
import type { SensitivityResult } from './sensitivity.ts'
import { PARTS, UNITS } from './units.ts'

const finiteOrNull = z.number().nullable()

/**
 * An analysis as it is stored and printed. `value` is that of the metric, or of an estimate; null stands for infinite
 * SQNR, and for a unit that was given up before all images were seen (`measured` then tells of how many).
 */
export const sensitivityDocumentSchema = z.object({
  mode: z.enum(MODES),
  metric: z.enum(METRICS),
  by: z.enum(UNITS),
  parts: z.enum(PARTS),
  /** SHA-256 of the quantized model that layers were switched in. */
  quantized: z.string(),
  images: z.int(),
  baseline: finiteOrNull,
  baselines: z.object({ float: measuredSchema, quantized: measuredSchema }).nullable(),
  /** The most sensitive first. */
  layers: z.array(
    z.object({
      name: z.string(),
      value: finiteOrNull,
      rank: z.int(),
      measured: measuredSchema.nullable(),
      /** Of every other run of the model, and of the rest; absent where they were not told apart. */
      halves: halvesSchema.optional(),
      milliseconds: z.number(),
    }),
  ),
  estimates: z.array(
    z.object({
      name: z.string(),
      value: z.number(),
      activations: finiteOrNull,
      weights: finiteOrNull,
      sqnr: finiteOrNull,
      blockSqnr: finiteOrNull,
    }),
  ),
  verified: z.array(
    z.object({
      name: z.string(),
      value: finiteOrNull,
      measured: measuredSchema.nullable(),
      milliseconds: z.number(),
    }),
  ),
  cumulative: z.array(
    z.object({
      name: z.string(),
      float: z.int(),
      value: finiteOrNull,
      measured: measuredSchema,
      milliseconds: z.number(),
    }),
  ),
  /** Of the order of the layers, see `reliabilityOf`. */
  reliability: z.object({ splitHalf: z.number(), whole: z.number() }).nullable().default(null),
  timing: z.object({
    wallMs: z.number(),
    setupMs: z.number(),
    unitsMs: z.number(),
    cumulativeMs: z.number(),
  }),
})

export type SensitivityDocument = z.input<typeof sensitivityDocumentSchema>

const finite = (value: number | null): number | null =>
  value !== null && Number.isFinite(value) ? value : null

const stored = (measured: Measured | null) => (measured === null ? null : storedMeasured(measured))

/** A result as a document, in plain JSON. */
export function sensitivityDocument(result: SensitivityResult, quantized: string): SensitivityDocument {
  const { plan, baselines, layers, estimates, verified, cumulative, images, reliability, timing } = result
  const { mode, metric, by, parts } = plan
  return {
    ...{ mode, metric, by, parts, quantized, images, reliability, timing },
    baseline: finite(result.baseline),
    baselines: baselines && {
      float: storedMeasured(baselines.float),
      quantized: storedMeasured(baselines.quantized),
    },
    layers: layers.map(({ name, value, rank, measured, milliseconds }) => ({
      ...{ name, value: finite(value), rank, milliseconds },
      measured: stored(measured),
      halves: measured === null ? undefined : storedHalves(measured),
    })),
    estimates: estimates.map(({ halves: _halves, ...estimate }) => ({
      ...estimate,
      sqnr: finite(estimate.sqnr),
      blockSqnr: finite(estimate.blockSqnr),
    })),
    verified: verified.map(({ name, value, measured, milliseconds }) => ({
      ...{ name, value: finite(value), milliseconds },
      measured: stored(measured),
    })),
    cumulative: cumulative.map(({ measured, value, ...step }) => ({
      ...step,
      value: finite(value),
      measured: storedMeasured(measured),
    })),
  }
}

/** How far two analyses of the same model agree in the order of its units. */
export interface RankComparison {
  readonly mode: SensitivityMode
  /** What the other one was ranked by: a metric, or its estimate. */
  readonly metric: SensitivityMetric | 'estimate'
  /** Spearman's. */
  readonly correlation: number
  /** What an order without any error could be expected to reach with the other one; null where it is not known. */
  readonly attainable: number | null
}

/** Compares an analysis with another one of the same units: by every metric that the other has measured. */
export function compareRankings(
  own: SensitivityDocument,
  other: z.output<typeof sensitivityDocumentSchema>,
): RankComparison[] {
  const parsed = sensitivityDocumentSchema.parse(own)
  const mine = scoresOf(parsed, 'own')
  const metrics = other.mode === 'fast' ? (['estimate'] as const) : METRICS
  return metrics.flatMap((metric) => {
    const theirs = scoresOf(other, metric)
    const names = [...mine.keys()].filter((name) => theirs.has(name))
    const correlation = spearman(
      names.map((name) => mine.get(name) ?? NaN),
      names.map((name) => theirs.get(name) ?? NaN),
    )
    const reliability = metric === 'estimate' ? other.reliability : reliabilityBy(other, metric)
    const most = reliability && attainable(reliability)
    return Number.isNaN(correlation) ? [] : [{ mode: other.mode, metric, correlation, attainable: most }]
  })
}

function reliabilityBy(
  { layers }: z.output<typeof sensitivityDocumentSchema>,
  metric: SensitivityMetric,
): Reliability | null {
  return reliabilityOf(
    layers.map(({ measured, halves }) => measured && halvesOf(withHalves(measured, halves), metric)),
  )
}

/** Numbers that grow with how sensitive a unit is, by name. Of those that were given up none is more so than another. */
function scoresOf(
  { mode, layers, metric: own, images }: z.output<typeof sensitivityDocumentSchema>,
  metric: SensitivityMetric | 'estimate' | 'own',
): Map<string, number> {
  const sign = mode === 'one-on' ? -1 : 1
  return new Map(
    layers.map(({ name, value, measured }) => {
      if (mode === 'fast' || metric === 'estimate' || measured === null) return [name, value ?? Infinity]
      if (measured.images < images) return [name, -Infinity]
      return [name, sign * valueOf(measured, metric === 'own' ? own : metric)]
    }),
  )
}

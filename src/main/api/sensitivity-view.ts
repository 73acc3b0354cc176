import { z } from 'zod'
import { QuantbenchError } from '../base/errors.ts'
import { layerPattern } from '../quant/recipe-change.ts'
import type { Run } from '../runs/run-record.ts'
import { CUMULATIVE_EVENT, SENSITIVITY_ROLE, UNIT_EVENT } from '../runs/sensitivity-record.ts'
import type { Store } from '../runs/store.ts'
import { sensitivityDocumentSchema } from '../stages/sensitivity/document.ts'
import {
  halvesOf,
  measuredSchema,
  METRICS,
  withHalves,
  type Measured,
} from '../stages/sensitivity/measured.ts'
import { MODES, ranked, type ValuedUnit } from '../stages/sensitivity/ranked-layers.ts'
import { PARTS, UNITS } from '../stages/sensitivity/units.ts'
import type { SensitivityUnit, SensitivityView } from '../../shared/contract/sensitivity.ts'
import { finite } from './finite.ts'
import { halfNoise } from './half-noise.ts'
import { runDocument } from './run-document.ts'
import { stateFigures } from './state-figures.ts'

const planSchema = z.object({
  plan: z.object({
    mode: z.enum(MODES),
    metric: z.enum(METRICS),
    by: z.enum(UNITS),
    parts: z.enum(PARTS),
    early: z.number().default(0),
  }),
})

const unitEventSchema = z.object({
  name: z.string(),
  value: z.number().nullable(),
  units: z.number(),
  milliseconds: z.number(),
  measured: measuredSchema.nullable(),
})

const stepEventSchema = z.object({ name: z.string(), float: z.number(), measured: measuredSchema })

const storedSchema = sensitivityDocumentSchema.extend({
  comparisons: z
    .array(
      z.object({
        ...{ mode: z.string(), metric: z.string(), correlation: z.number(), run: z.string() },
        attainable: z.number().nullable().default(null),
      }),
    )
    .default([]),
})

/** What the run of an analysis found out: its whole result, or what it has told until now. Throws RUN_NOT_FOUND, USAGE. */
export function sensitivityView(store: Store, id: string): SensitivityView {
  const run = store.runs.get(id)
  const parsed = planSchema.safeParse(run.parameters)
  if (run.kind !== 'sensitivity' || !parsed.success) throw noAnalysis(id)
  const { plan } = parsed.data
  const found = resultOf(store, run) ?? toldOf(store, run, plan.mode)
  return { ...plan, ...found }
}

function noAnalysis(id: string): QuantbenchError {
  return new QuantbenchError('USAGE', `Expected a sensitivity analysis, ${id} is none`, {
    wayOut: 'Choose a run of the kind sensitivity.',
  })
}

type Found = Omit<SensitivityView, keyof z.output<typeof planSchema>['plan']>

function resultOf(store: Store, run: Run): Found | null {
  const document = runDocument(store, run.id, SENSITIVITY_ROLE, storedSchema)
  if (document === null) return null
  const { baselines, layers, estimates, cumulative, comparisons, reliability, timing, images } = document
  const noise = noiseOf(document)
  const estimated = new Map(estimates.map((each) => [each.name, each]))
  return {
    total: layers.length,
    baselines: baselines && {
      float: stateFigures(baselines.float),
      quantized: stateFigures(baselines.quantized),
    },
    units: layers.map(({ name, rank, value, measured, milliseconds }) => {
      const { activations, weights } = estimated.get(name) ?? {}
      const estimate = activations === undefined ? null : { activations, weights: weights ?? null }
      const interval =
        noise === null || value === null ? null : { low: value - 2 * noise, high: value + 2 * noise }
      const givenUp = isGivenUp(measured, images)
      return { ...unitView({ name, rank, value, measured, milliseconds, givenUp }), interval, estimate }
    }),
    cumulative: cumulative.map(({ float, name, measured }) => ({
      ...{ float, name },
      measured: stateFigures(measured),
    })),
    comparisons: comparisons.map((each) => ({ ...each, name: nameOf(store, each.run) })),
    reliability: reliability?.whole ?? null,
    wallMs: timing.wallMs,
  }
}

/** Of the units' values, where both halves of the images were told of. */
function noiseOf({ mode, metric, layers }: z.output<typeof storedSchema>): number | null {
  if (mode === 'fast') return null
  return halfNoise(
    layers.flatMap(({ measured, halves }) => {
      const found = measured === null ? null : halvesOf(withHalves(measured, halves), metric)
      return found === null ? [] : [found]
    }),
  )
}

/** A run that was deleted since has its id left. */
function nameOf(store: Store, id: string): string {
  try {
    return store.runs.get(id).name
  } catch {
    return id
  }
}

/** Whether a unit was left before all images were seen. */
function isGivenUp(measured: Pick<Measured, 'images'> | null, images: number): boolean {
  return measured !== null && measured.images < images
}

function unitView(unit: {
  name: string
  rank: number
  value: number | null
  measured: Measured | null
  milliseconds: number
  givenUp: boolean
}): SensitivityUnit {
  const { name, rank, value, measured, milliseconds, givenUp } = unit
  return {
    ...{ name, rank, milliseconds, givenUp },
    value: finite(value ?? NaN),
    interval: null,
    measured: measured && stateFigures(measured),
    estimate: null,
    pattern: layerPattern(name),
  }
}

/** What an analysis that is under way, or ended before its time, has told with its events. */
function toldOf(store: Store, run: Run, mode: (typeof MODES)[number]): Found {
  const events = store.events.list(run.id)
  const of = <Schema extends z.ZodType>(kind: string, schema: Schema) =>
    events.flatMap((event) => {
      const parsed = event.kind === kind ? schema.safeParse(event.data) : null
      return parsed?.success ? [parsed.data] : []
    })
  const told = of(UNIT_EVENT, unitEventSchema)
  const latest = [...new Map(told.map((unit) => [unit.name, unit])).values()]
  const images = latest.reduce((most, { measured }) => Math.max(most, measured?.images ?? 0), 0)
  const units = latest.map((unit): ValuedUnit => {
    const missing = isGivenUp(unit.measured, images) ? null : Infinity
    return { ...unit, value: unit.value ?? missing }
  })
  return {
    total: told.at(-1)?.units ?? null,
    baselines: baselinesOf(store, run),
    units: ranked(units, mode).map((unit) => unitView({ ...unit, givenUp: unit.value === null })),
    cumulative: of(CUMULATIVE_EVENT, stepEventSchema).map((step) => ({
      ...step,
      measured: stateFigures(step.measured),
    })),
    comparisons: [],
    reliability: null,
    wallMs: null,
  }
}

/** Of the figures that a run stores before its first unit. */
function baselinesOf(store: Store, run: Run): SensitivityView['baselines'] {
  const figures = new Map(store.metrics.list(run.id).map(({ name, value }) => [name, value]))
  const agreement = figures.get('agreement')
  if (agreement === undefined) return null
  const state = (prefix: string, same: number) =>
    stateFigures({
      AP: figures.get(`${prefix}AP`) ?? -1,
      AP50: figures.get(`${prefix}AP50`) ?? -1,
      agreement: same,
      overlap: figures.get(`${prefix}overlap`) ?? -1,
      sqnr: figures.get(`${prefix}output SQNR`) ?? Infinity,
      images: 0,
    })
  return { float: state('float ', 1), quantized: state('', agreement) }
}

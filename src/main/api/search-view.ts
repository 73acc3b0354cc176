import { z } from 'zod'
import { QuantbenchError } from '../base/errors.ts'
import { layerPattern } from '../quant/recipe-change.ts'
import type { Run } from '../runs/run-record.ts'
import { POINT_EVENT, SEARCH_ROLE } from '../runs/search-record.ts'
import type { Store } from '../runs/store.ts'
import { COST_KINDS, COST_UNITS } from '../stages/search/costs.ts'
import { searchDocumentSchema } from '../stages/search/document.ts'
import { paretoFront } from '../stages/search/points.ts'
import { metricFor, threshold, type SearchMetric, type SearchTarget } from '../stages/search/target.ts'
import type { Measured } from '../stages/sensitivity/measured.ts'
import { UNITS } from '../stages/sensitivity/units.ts'
import type { SearchPointView, SearchView } from '../../shared/contract/search.ts'
import { finite } from './finite.ts'
import { runDocument } from './run-document.ts'
import { stateFigures } from './state-figures.ts'

const targetSchema = searchDocumentSchema.shape.target
const pointSchema = searchDocumentSchema.shape.front.element

const planSchema = z.object({
  plan: z.object({ target: targetSchema, by: z.enum(UNITS), cost: z.enum(COST_KINDS) }),
})

type StoredPoint = z.output<typeof pointSchema>

/** What the run of a search tried: its whole result, or what it has told until now. Throws RUN_NOT_FOUND, USAGE. */
export function searchView(store: Store, id: string): SearchView {
  const run = store.runs.get(id)
  const parsed = planSchema.safeParse(run.parameters)
  if (run.kind !== 'search' || !parsed.success) throw noSearch(id)
  const { target, by, cost } = parsed.data.plan
  const found = resultOf(store, run) ?? toldOf(store, run, target)
  const { float, costs, points, metric, chosen } = found
  const front = new Set(paretoFront(points.map(pointOf), metric).map(({ step }) => step))
  return {
    ...{ target, by, metric },
    cost: { kind: cost, unit: COST_UNITS[cost], source: costs },
    threshold: float === null ? null : finite(threshold(target, float)),
    float: float && stateFigures(float),
    points: points.map((point) =>
      pointView(point, front, point.step === chosen?.step ? chosen.exclude : null),
    ),
    chosen: chosen?.step ?? null,
    stopped: found.stopped,
    latencyMs: chosen?.latencyMs ?? null,
    wallMs: found.wallMs,
  }
}

function noSearch(id: string): QuantbenchError {
  return new QuantbenchError('USAGE', `Expected a search, ${id} is none`, {
    wayOut: 'Choose a run of the kind search.',
  })
}

interface Found {
  float: Measured | null
  metric: SearchMetric
  /** How the costs came about. */
  costs: string | null
  points: StoredPoint[]
  chosen: { step: number; exclude: string[]; latencyMs: number | null } | null
  stopped: SearchView['stopped']
  wallMs: number | null
}

function resultOf(store: Store, run: Run): Found | null {
  const document = runDocument(store, run.id, SEARCH_ROLE, searchDocumentSchema)
  if (document === null) return null
  const { float, metric, costs, measured, chosen, stopped, timing } = document
  return { float, metric, costs: costs.source, points: measured, chosen, stopped, wallMs: timing.wallMs }
}

/** What a search that is under way, or ended before its time, has told with its events. */
function toldOf(store: Store, run: Run, target: SearchTarget): Found {
  const told = store.events.list(run.id).flatMap(({ kind, data }) => {
    const parsed = kind === POINT_EVENT ? pointSchema.safeParse(data) : null
    return parsed?.success ? [parsed.data] : []
  })
  const points = [...new Map(told.map((point) => [point.step, point])).values()]
  // A search begins with the float model.
  const float = points.find(({ step }) => step === 0) ?? null
  const metric = metricFor(target, float !== null && float.AP >= 0)
  return { float, metric, costs: null, points, chosen: null, stopped: null, wallMs: null }
}

const pointOf = (point: StoredPoint) => ({ ...point, measured: point })

function pointView(
  point: StoredPoint,
  front: ReadonlySet<number>,
  exclude: readonly string[] | null,
): SearchPointView {
  const { step, units, floatLayers, choices, cost, isMet, milliseconds, run } = point
  return {
    ...{ step, units, floatLayers, choices, cost, isMet, milliseconds },
    measured: stateFigures(point),
    front: front.has(step),
    exclude: exclude === null ? units.map(layerPattern) : [...exclude],
    run,
  }
}

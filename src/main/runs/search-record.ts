import type { StageContext } from '../base/progress.ts'
import { pointDocument, searchDocument, type SearchDocument } from '../stages/search/document.ts'
import type { SearchPoint } from '../stages/search/points.ts'
import { searchFloatLayers, type SearchListener, type SearchResult } from '../stages/search/search.ts'
import type { SearchSpec } from '../stages/search/spec.ts'
import type { Measured } from '../stages/sensitivity/measured.ts'
import type { Run } from './run-record.ts'
import { accuracy, contents, SearchPointRuns, type PointOrigin } from './search-point-runs.ts'
import type { Store } from './store.ts'

/** Role of the artifact with the whole result; see `searchDocumentSchema`. */
export const SEARCH_ROLE = 'search'

/** Role of the artifact with the recipe of what was chosen, for `quantbench ptq --recipe`. */
const RECIPE_ROLE = 'recipe'

/** Kind of the events that tell points as they come; their data are a point of the document. */
export const POINT_EVENT = 'search point'

/** Series by the step of a point. */
const COST_SERIES = 'search cost'
const AP_SERIES = 'search AP'
const AGREEMENT_SERIES = 'search agreement'

/** A search that is done and stored. */
export interface RecordedSearch {
  readonly result: SearchResult
  readonly document: SearchDocument
}

/** Stores points with a run as they come. What a resumed run has stored already is not stored again. */
class SearchRecord implements SearchListener {
  private readonly store: Store
  private readonly runId: string
  private readonly told: Set<string>
  private readonly pointRuns: SearchPointRuns
  private readonly ids = new Map<number, string>()

  constructor(store: Store, run: Run, origin: PointOrigin) {
    const runId = run.id
    this.store = store
    this.runId = runId
    this.pointRuns = new SearchPointRuns(store, run, origin)
    const events = store.events.list(runId)
    this.told = new Set(events.flatMap(({ kind, message }) => (kind === POINT_EVENT ? [message] : [])))
  }

  /** The run that a point is. */
  readonly idOf = ({ step }: SearchPoint): string | null => this.ids.get(step) ?? null

  onPoint(point: SearchPoint, float: Measured): void {
    const { step, cost, measured } = point
    if (step === 0) this.store.metrics.put(this.runId, accuracy(float, 'float '))
    this.ids.set(step, this.pointRuns.idOf(point, float))
    const at = Date.now()
    this.store.series.append(this.runId, [
      { name: COST_SERIES, step, value: cost, at },
      ...(measured.AP < 0 ? [] : [{ name: AP_SERIES, step, value: measured.AP, at }]),
      { name: AGREEMENT_SERIES, step, value: measured.agreement, at },
    ])
    const message = messageOf(point)
    if (this.told.has(message)) return
    const data = { ...pointDocument(point, this.idOf(point)) }
    this.store.events.append(this.runId, [{ level: 'info', kind: POINT_EVENT, message, data }])
  }
}

function messageOf(point: SearchPoint): string {
  const { step, cost, measured, isMet } = point
  const ap = measured.AP < 0 ? '' : `AP ${measured.AP.toFixed(5)}, `
  const met = isMet ? ', meets the target' : ''
  return `${step}: ${contents(point)}, cost ${Number(cost.toFixed(3))}: ${ap}agreement ${measured.agreement.toFixed(5)}${met}`
}

/**
 * Searches and stores it with a run: every point as it comes (as a run of the group, in series, and as an event with all
 * figures), then the whole result as an artifact. Throws what `searchFloatLayers` and the store throw.
 */
export async function recordSearch(
  store: Store,
  run: Run,
  spec: SearchSpec,
  origin: PointOrigin,
  context: StageContext = {},
): Promise<RecordedSearch> {
  const record = new SearchRecord(store, run, origin)
  const result = await searchFloatLayers(spec, record, context)
  const document = searchDocument(result, record.idOf)
  const file = { runId: run.id, kind: 'json', role: SEARCH_ROLE, name: 'search.json' }
  await store.artifacts.putBytes(file, JSON.stringify(document))
  const recipe = { runId: run.id, kind: 'json', role: RECIPE_ROLE, name: 'recipe.json' }
  await store.artifacts.putBytes(recipe, JSON.stringify(result.recipe, null, 2))
  const { chosen, costs, images, latencyMs, timing, problems } = result
  store.write(() => {
    store.metrics.put(run.id, [
      ...accuracy(chosen.measured),
      { name: 'float layers', value: chosen.floatLayers.length, better: 'lower' },
      { name: 'cost', value: chosen.cost, unit: costs.unit, better: 'lower' },
      ...(latencyMs === null ? [] : [{ name: 'latency', value: latencyMs, unit: 'ms' }]),
      { name: 'images', value: images },
      { name: 'search wall', value: timing.wallMs, unit: 'ms' },
    ])
    const left = problems.map(({ file: image, message }) => `${image}: ${message}`)
    store.events.append(
      run.id,
      left.map((message) => ({ level: 'warn' as const, kind: 'image', message })),
    )
  })
  return { result, document }
}

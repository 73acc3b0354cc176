import { useQueries } from '@tanstack/vue-query'
import { computed } from 'vue'
import type { Curve } from '../../../shared/contract/run.ts'
import type { OverlayCurve } from '../../charts/compare/curve-overlay.ts'
import { ask } from '../../engine/ask.ts'
import { client, engine } from '../../engine/client.ts'
import { precisionOf } from '../../theme/precision.ts'
import { chiefFirst, type ComparisonView } from './comparison-view.ts'

/** So many curves can still be told apart. */
export const MOST_CURVES = 12
const WANTED = { kind: 'precision-recall', names: ['all'] }

/** Runs whose curves are drawn, in the order of the columns. */
export function curveRuns(view: ComparisonView): number[] {
  const { runs } = view.comparison
  const index = runs.length <= MOST_CURVES ? [...runs.keys()] : chiefFirst(view).slice(0, MOST_CURVES)
  return index.toSorted((a, b) => a - b)
}

function overlayOf(view: ComparisonView, index: number, found: readonly Curve[] | undefined): OverlayCurve[] {
  const curve = found?.[0]
  if (curve === undefined) return []
  return runOverlay(
    view,
    index,
    curve.x.flatMap((x, at): [number, number][] => {
      const y = curve.y[at]
      return x === null || y === null ? [] : [[x, y]]
    }),
  )
}

/** The curve of a run; none without points. */
export function runOverlay(
  view: ComparisonView,
  index: number,
  points: readonly (readonly [number, number])[],
): OverlayCurve[] {
  if (points.length === 0) return []
  const { id, kind } = view.comparison.runs[index]
  return [{ id, name: view.labels[index], precision: precisionOf(kind), points }]
}

/** Precision over recall of up to twelve runs. */
export function useCurves(view: () => ComparisonView) {
  const shown = computed(() => curveRuns(view()))
  const answers = useQueries({
    queries: computed(() =>
      shown.value.map((index) => ({
        ...ask(engine.runs.curves, { id: view().comparison.runs[index].id, ...WANTED }),
        staleTime: Infinity,
      })),
    ),
  })
  const curves = computed(() =>
    shown.value.flatMap((index, at) => overlayOf(view(), index, answers.value[at]?.data)),
  )
  const pending = computed(() => answers.value.some(({ isPending }) => isPending))
  const error = computed(() => answers.value.find((answer) => answer.error !== null)?.error ?? null)
  const refetch = () => answers.value.forEach((answer) => void answer.refetch())
  return { curves, pending, error, refetch }
}

/** The same once, for a report. */
export async function readCurves(view: ComparisonView): Promise<OverlayCurve[]> {
  const lists = await Promise.all(
    curveRuns(view).map(async (index) => {
      const found = await client.runs.curves({ id: view.comparison.runs[index].id, ...WANTED })
      return overlayOf(view, index, found)
    }),
  )
  return lists.flat()
}

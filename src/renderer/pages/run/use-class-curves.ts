import { useQueries } from '@tanstack/vue-query'
import { computed } from 'vue'
import type { ClassCurves } from '../../../shared/contract/run.ts'
import { ask } from '../../engine/ask.ts'
import { engine } from '../../engine/client.ts'

export type ClassCurveKind = 'precision-recall' | 'f1-confidence'

/** The points of the one class that was asked for; none where the run has no curve of it. */
export function classPoints(found: ClassCurves | null | undefined): [number, number][] {
  const curve = found?.curves.at(0)
  return curve === undefined ? [] : (found?.x ?? []).map((x, at) => [x, curve.y[at]])
}

/** A curve of one class for several runs, and which classes there are. */
export function useClassCurves(
  asked: () => readonly { id: string; kind: ClassCurveKind }[],
  name: () => string,
) {
  const answersFor = (names: () => string[]) =>
    useQueries({
      queries: computed(() =>
        asked().map((each) => ({
          ...ask(engine.runs.classCurves, { ...each, names: names() }),
          staleTime: Infinity,
        })),
      ),
    })
  // Apart from the curves, so that the choice stays while another class is read.
  const lists = answersFor(() => [])
  const answers = answersFor(() => (name() === '' ? [] : [name()]))
  return {
    found: computed(() => answers.value.map(({ data }) => data)),
    /** Of all runs together, in alphabetical order. */
    classes: computed(() =>
      [
        ...new Set(lists.value.flatMap(({ data }) => data?.classes.map((each) => each.name) ?? [])),
      ].toSorted(),
    ),
    /** Places of the runs that kept no curves of single classes. */
    without: computed(() => lists.value.flatMap(({ data }, at) => (data === null ? [at] : []))),
    pending: computed(() => answers.value.some(({ isPending }) => isPending)),
    error: computed(() => answers.value.find((answer) => answer.error !== null)?.error ?? null),
    refetch: () => answers.value.forEach((answer) => void answer.refetch()),
  }
}

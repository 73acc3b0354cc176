import { compareMetric, type ComparedMetric } from './comparison.ts'
import type { Store } from './store.ts'

/** Figures of one class of several runs. */
export interface MergedClass {
  id: number
  name: string
  /** One value a run, in the order of the runs; undefined where a run has none. */
  figures: { name: string; values: (number | undefined)[] }[]
}

/** The same, measured against a baseline. */
export interface ComparedClass {
  id: number
  name: string
  metrics: ComparedMetric[]
}

/** The classes of several runs, merged by their id. */
export function mergeClasses(store: Store, runIds: readonly string[]): MergedClass[] {
  const lists = store.classMetrics
    .listAll(runIds)
    .map((classes) => new Map(classes.map((entry) => [entry.id, entry])))
  const names = new Map(lists.flatMap((classes) => [...classes.values()].map(({ id, name }) => [id, name])))
  return [...names]
    .toSorted(([one], [other]) => one - other)
    .map(([id, name]) => {
      const values = lists.map((classes) => classes.get(id)?.values ?? {})
      const figures = new Set(values.flatMap((each) => Object.keys(each)))
      return {
        id,
        name,
        figures: [...figures].map((figure) => ({
          name: figure,
          values: values.map((each): number | undefined => each[figure]),
        })),
      }
    })
}

/** The classes of several runs, measured against the one at index `baseline`. */
export function compareClasses(store: Store, runIds: readonly string[], baseline: number): ComparedClass[] {
  return mergeClasses(store, runIds).map(({ id, name, figures }) => ({
    id,
    name,
    metrics: figures.map((figure) => {
      const found = figure.values.map((value) =>
        value === undefined ? undefined : { name: figure.name, value },
      )
      return compareMetric(found, baseline)
    }),
  }))
}

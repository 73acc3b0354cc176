import type { DatasetEntry } from '../../../shared/contract/dataset.ts'
import type { ModelFile } from '../../../shared/contract/model.ts'

/** Something used before, to use again. */
export interface Recent<Value> {
  key: string
  title: string
  /** Where it lies. */
  place: string
  value: Value
}

/** As many as stand in one line. */
const SHOWN = 5

const latest = <Entry extends { addedAt: number }>(entries: readonly Entry[]) =>
  entries.toSorted((one, other) => other.addedAt - one.addedAt)

/** The latest models that are still there; `ownOnly` leaves out what runs made, which lies under bare hashes. */
export function recentModels(models: readonly ModelFile[], ownOnly: boolean): Recent<string>[] {
  return latest(models.filter(({ present, path }) => present && (!ownOnly || /\.onnx$/i.test(path))))
    .slice(0, SHOWN)
    .map(({ path, name }) => ({ key: path, title: name, place: path, value: path }))
}

/** The latest datasets that are still there; their names end in the split. */
export function recentSources(datasets: readonly DatasetEntry[]): Recent<{ dir: string; split: string }>[] {
  const found = latest(datasets.filter(({ present }) => present)).map(({ root, name }) => {
    const split = name.includes('/') ? name.slice(name.lastIndexOf('/') + 1) : ''
    return { key: `${root}\n${split}`, title: name, place: root, value: { dir: root, split } }
  })
  return [...new Map(found.map((recent) => [recent.key, recent])).values()].slice(0, SHOWN)
}

import type { RunSummary } from '../../../shared/contract/run.ts'
import { shortName } from '../run/short-name.ts'

type Named = Pick<RunSummary, 'id'> & Parameters<typeof shortName>[0]

/** Short names that tell the runs apart: without the model where all share it, with the id's end where names repeat. */
export function runLabels(runs: readonly Named[]): string[] {
  const models = new Set(runs.map(({ model }) => model?.name))
  const names = runs.map((run) => (models.size === 1 ? shortName(run) : run.name))
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return names.map((name, index) => (counts.get(name) === 1 ? name : `${name} (${runs[index].id.slice(-4)})`))
}

import type { RunSummary } from '../../../shared/contract/run.ts'
import { shortName } from '../run/short-name.ts'

type Named = Pick<RunSummary, 'id'> & Parameters<typeof shortName>[0]

function repeated(names: readonly string[]): (name: string) => boolean {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return (name) => (counts.get(name) ?? 0) > 1
}

/**
 * Short names that tell the runs apart: without the model where all share it, with the end of the id, or
 * a number, where names repeat.
 */
export function runLabels(runs: readonly Named[]): string[] {
  const models = new Set(runs.map(({ model }) => model?.name))
  const names = runs.map((run) => (models.size === 1 ? shortName(run) : run.name))
  const isRepeated = repeated(names)
  const told = names.map((name, index) => (isRepeated(name) ? `${name} (${runs[index].id.slice(-4)})` : name))
  const stillRepeated = repeated(told)
  return told.map((name, index) => {
    const place = names.slice(0, index + 1).filter((each) => each === names[index]).length
    return stillRepeated(name) ? `${names[index]} #${place}` : name
  })
}

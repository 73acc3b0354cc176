import type { RunSummary } from '../../../shared/contract/run.ts'

/** A run's name without that of its model, which a page about one model says often enough: `ptq:max`. */
export function shortName({ name, model, kind }: Pick<RunSummary, 'name' | 'model' | 'kind'>): string {
  const prefix = model === null || kind === 'main' ? '' : `${model.name} `
  const rest = prefix !== '' && name.startsWith(prefix) ? name.slice(prefix.length).trim() : ''
  return rest === '' ? name : rest
}

import type { Run } from '../../../runs/run-record.ts'

/** What measured a run's speed, as `onnxruntime cpu`; null where nothing did or nothing is known of it. */
export function benchmarkPlace({ parameters }: Pick<Run, 'parameters'>): string | null {
  const benchmark = parameters['benchmark']
  if (typeof benchmark !== 'object' || benchmark === null || Array.isArray(benchmark)) return null
  const parts = [benchmark['backend'], benchmark['provider'], benchmark['device']]
  const known = parts.filter((part) => typeof part === 'string' && part !== '')
  return known.length === 0 ? null : known.join(' ')
}

import type { RouteLocationRaw } from 'vue-router'
import type { RunDetail } from '../../../shared/contract/run.ts'

/** Where a run's model is evaluated: the form for it, with the model filled in. */
export function evaluateLink({
  model,
  outputModel,
}: Pick<RunDetail, 'model' | 'outputModel'>): RouteLocationRaw {
  const path = outputModel?.path ?? model?.path
  return { name: 'experiments', query: { kind: 'eval', ...(path === undefined ? {} : { model: path }) } }
}

import type { RunDetail } from '../../../shared/contract/run.ts'

/** The answer first, the images one step away, then the evidence. */
export const RUN_TABS = [
  'sensitivity',
  'search',
  'summary',
  'engine',
  'gallery',
  'classes',
  'confusion',
  'curves',
  'series',
  'files',
  'log',
  'settings',
] as const

export type RunTab = (typeof RUN_TABS)[number]

const hasFile = ({ artifacts }: Pick<RunDetail, 'artifacts'>, role: string) =>
  artifacts.some((artifact) => artifact.role === role)

const COMMON = ['files', 'log', 'settings'] as const satisfies readonly RunTab[]

/** Kinds of runs with tabs of their own: an experiment is measured in its variants, analyses are no single model. */
const OF_KIND: Partial<Record<RunDetail['kind'], readonly RunTab[]>> = {
  main: ['summary', ...COMMON],
  sensitivity: ['sensitivity', 'summary', ...COMMON],
  search: ['search', 'summary', ...COMMON],
  engine: ['summary', 'engine', 'series', ...COMMON],
}
const OF_MODELS = RUN_TABS.filter((tab) => !['sensitivity', 'search', 'engine'].includes(tab))

/** The tabs of a run, the one that answers first in front, with how much stands behind those that can be counted. Tabs keep their place in every run. */
export function tabsOf(
  run: Pick<RunDetail, 'kind' | 'classes' | 'artifacts'>,
): { id: RunTab; count?: number }[] {
  const counts: Partial<Record<RunTab, number>> = { files: run.artifacts.length }
  if (run.classes.length > 0) counts.classes = run.classes.length
  const shown = OF_KIND[run.kind] ?? OF_MODELS
  return shown.map((id) => (counts[id] === undefined ? { id } : { id, count: counts[id] }))
}

/** Whether a run kept what the gallery shows. */
export const hasDetections = (run: Pick<RunDetail, 'artifacts'>): boolean => hasFile(run, 'detections')

export const hasConfusion = (run: Pick<RunDetail, 'artifacts'>): boolean => hasFile(run, 'confusion')

import type { RunDetail } from '../../../shared/contract/run.ts'

/** The answer first, the images one step away, then the evidence. */
export const RUN_TABS = [
  'summary',
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

/** An experiment is measured in its variants. */
const OF_EXPERIMENTS: readonly RunTab[] = ['summary', 'files', 'log', 'settings']

/** The tabs of a run, with how much stands behind those that can be counted. Tabs keep their place in every run. */
export function tabsOf(
  run: Pick<RunDetail, 'kind' | 'classes' | 'artifacts'>,
): { id: RunTab; count?: number }[] {
  const counts: Partial<Record<RunTab, number>> = { files: run.artifacts.length }
  if (run.classes.length > 0) counts.classes = run.classes.length
  const shown = run.kind === 'main' ? OF_EXPERIMENTS : RUN_TABS
  return shown.map((id) => (counts[id] === undefined ? { id } : { id, count: counts[id] }))
}

/** Whether a run kept what the gallery shows. */
export const hasDetections = (run: Pick<RunDetail, 'artifacts'>): boolean => hasFile(run, 'detections')

export const hasConfusion = (run: Pick<RunDetail, 'artifacts'>): boolean => hasFile(run, 'confusion')

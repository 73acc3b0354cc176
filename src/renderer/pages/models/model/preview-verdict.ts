import type { ModelTrial } from '../../../../shared/contract/model.ts'

export type Candidate = ModelTrial['candidates'][number]

/** What trying other preparations says about the family's own, which stands first. */
export type PreviewVerdict = 'nothing' | 'right' | 'unclear' | 'wrong'

export function previewVerdict(candidates: readonly Candidate[]): PreviewVerdict {
  const best = Math.max(0, ...candidates.map(({ score }) => score))
  if (best === 0) return 'nothing'
  if (candidates[0].score >= best) return 'right'
  return candidates[0].chosen ? 'unclear' : 'wrong'
}

export const bestOf = (candidates: readonly Candidate[]): Candidate =>
  candidates.reduce((best, each) => (each.score > best.score ? each : best))

export type RangeName = 'unit' | 'byte' | 'imagenet' | 'own'

const RANGES: Record<string, RangeName> = {
  '0–1': 'unit',
  '0–255': 'byte',
  'ImageNet mean and deviation': 'imagenet',
}

/** The range of values that a candidate's label names. */
export function rangeOf({ label }: Pick<Candidate, 'label'>): RangeName {
  return RANGES[label.slice(label.indexOf(', ') + 2)] ?? 'own'
}

import { QuantbenchError } from '../base/errors.ts'
import type { FoundSplit } from './dataset-layout.ts'
import type { ProblemList } from './dataset-problems.ts'

/** What the data is wanted for: evaluation (`val`) or calibration and training (`train`). */
export type SplitPurpose = 'val' | 'train'

const USUAL: Record<SplitPurpose, readonly string[]> = {
  val: ['val2017', 'val', 'valid', 'validation', 'val2014', 'minival2014'],
  train: ['train2017', 'train', 'training', 'train2014'],
}

/** The split that is asked for by name; a name also stands for the only one it begins or that begins it (`val`: `val2017`). */
export function splitNamed(wanted: string, found: readonly FoundSplit[], root: string): FoundSplit {
  const exact = found.find(({ split }) => split === wanted)
  if (exact !== undefined) return exact
  const akin = found.filter(
    ({ split }) => split !== '' && (split.startsWith(wanted) || wanted.startsWith(split)),
  )
  if (akin.length > 0 && akin.every(({ split }) => split === akin[0].split)) return akin[0]
  const splits = [...new Set(found.flatMap(({ split }) => (split === '' ? [] : [split])))]
  const got = splits.length === 0 ? 'a folder without splits' : `the splits ${splits.join(', ')}`
  throw new QuantbenchError('DATASET_INVALID', `${root}: expected a split "${wanted}", got ${got}`, {
    wayOut: splits.length === 0 ? 'Leave the split out.' : 'Name one of these splits.',
  })
}

/** The split that suits the purpose best; noted where its name says another purpose. `found` is not empty. */
export function splitFor(
  purpose: SplitPurpose,
  found: readonly FoundSplit[],
  problems: ProblemList,
): FoundSplit {
  const rank = ({ split }: FoundSplit): number => {
    const usual = USUAL[purpose].indexOf(split)
    if (usual >= 0) return usual
    return split.startsWith(purpose) ? USUAL[purpose].length : USUAL[purpose].length + 1
  }
  const best = found.reduce((chosen, candidate) => (rank(candidate) < rank(chosen) ? candidate : chosen))
  if (/^(?:train|val|test)/.test(best.split) && rank(best) > USUAL[purpose].length) {
    problems.add('split-substituted', `wanted ${purpose}, got ${best.split}`)
  }
  return best
}

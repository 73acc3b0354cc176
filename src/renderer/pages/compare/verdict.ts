import type { Comparison } from '../../../shared/contract/comparison.ts'
import { accuracyNoise, metricOf, ratioNoise } from './noise.ts'

/** The answer in short: which run to take instead of the baseline, or why none. */
export type CompareVerdict =
  | {
      kind: 'faster'
      index: number
      /** AP minus the baseline's, and whether that is no more than noise. */
      accuracy: number
      sameAccuracy: boolean
      speedup: number
    }
  /** As accurate and not slower, but smaller. */
  | { kind: 'smaller'; index: number; accuracy: number; sameAccuracy: boolean; ratio: number }
  /** The fastest is faster, but loses more than is tolerated. */
  | { kind: 'costly'; index: number; accuracy: number; speedup: number }
  | { kind: 'none' }
  /** One run is nothing to compare. */
  | { kind: 'alone' }
  | { kind: 'no-speed' }
  | { kind: 'no-accuracy' }

/** Speeds closer than this are the same within what a benchmark repeats to. */
const SAME_SPEED = 0.02
/** AP that may be lost for speed or size before a run is no longer recommended. */
export const TOLERATED_LOSS = 0.01
/** Sizes closer than this are no reason to take another model. */
const SAME_SIZE = 0.05

interface Candidate {
  index: number
  accuracy: number
  speedup: number
  noise: number
}

function candidatesOf(comparison: Comparison): Candidate[] {
  const accuracy = metricOf(comparison, 'AP')
  const speed = metricOf(comparison, 'FPS')
  return comparison.runs.flatMap((_, index) => {
    const difference = accuracy?.differences[index] ?? null
    const ratio = speed?.ratios[index] ?? null
    if (index === comparison.baseline || difference === null || ratio === null) return []
    const noise = ratioNoise(comparison, index, comparison.baseline)
    return [{ index, accuracy: difference, speedup: ratio, noise }]
  })
}

const isSame = (accuracy: number) => Math.abs(accuracy) < accuracyNoise()

/** Of the fastest the most accurate. */
function bestOf(candidates: readonly Candidate[]): Candidate | undefined {
  const fastest = Math.max(...candidates.map(({ speedup }) => speedup))
  const equals = candidates.filter(({ speedup }) => speedup >= fastest * (1 - SAME_SPEED))
  return equals.toSorted((a, b) => b.accuracy - a.accuracy)[0]
}

function smallestOf(comparison: Comparison, candidates: readonly Candidate[]): CompareVerdict | null {
  const size = metricOf(comparison, 'size')
  const found = candidates
    .filter(({ speedup, noise }) => speedup > 1 - noise)
    .flatMap(({ index, accuracy }) => {
      const share = size?.ratios[index] ?? null
      return share === null || share > 1 - SAME_SIZE ? [] : [{ index, accuracy, share }]
    })
    .toSorted((a, b) => a.share - b.share || b.accuracy - a.accuracy)[0]
  if (found === undefined) return null
  const { index, accuracy, share } = found
  return { kind: 'smaller', index, accuracy, sameAccuracy: isSame(accuracy), ratio: 1 / share }
}

/**
 * Of the runs that are faster than the baseline by more than noise and lose at most 0.01 AP the fastest, and among
 * equally fast ones the most accurate; without such a run the smallest that is no slower.
 */
export function verdictOf(comparison: Comparison): CompareVerdict {
  const measured = (name: string) =>
    (metricOf(comparison, name)?.values ?? []).filter((value) => value !== null)
  if (comparison.runs.length < 2) return { kind: 'alone' }
  if (measured('AP').length < 2) return { kind: 'no-accuracy' }
  if (measured('FPS').length < 2) return { kind: 'no-speed' }
  const candidates = candidatesOf(comparison)
  const kept = candidates.filter(({ accuracy }) => accuracy >= -TOLERATED_LOSS)
  const isFaster = ({ speedup, noise }: Candidate) => speedup >= 1 + noise
  const best = bestOf(kept.filter(isFaster))
  if (best !== undefined) {
    const { index, accuracy, speedup } = best
    return { kind: 'faster', index, accuracy, sameAccuracy: isSame(accuracy), speedup }
  }
  const smallest = smallestOf(comparison, kept)
  if (smallest !== null) return smallest
  const costly = bestOf(candidates.filter(isFaster))
  if (costly === undefined) return { kind: 'none' }
  return { kind: 'costly', index: costly.index, accuracy: costly.accuracy, speedup: costly.speedup }
}

/** The run that the verdict names; null where it names none. */
export function recommended(verdict: CompareVerdict): number | null {
  return verdict.kind === 'faster' || verdict.kind === 'smaller' ? verdict.index : null
}

import { seededRandom } from '../../base/random.ts'
import type { RunMetric } from './compared-run.ts'
import { RESAMPLES } from './resampled-figures.ts'

/** Runs of the model between two looks. */
const LOOK_EVERY = 8
/** Share of the resamples in which a unit may still be as good as the last of the top. */
const DOUBT = 0.01

/** What kind of scores a decision is made by: one a run, or those of resampled images at every look. */
export type ScoreKind = 'runs' | 'resamples'

/** How a metric is scored before all images were seen. */
export function scoreKindOf(metric: RunMetric | 'ap' | 'ap50'): ScoreKind {
  return metric === 'ap' || metric === 'ap50' ? 'resamples' : 'runs'
}

/**
 * Decides from part of the images that a unit does not come among the most sensitive ones: by the bootstrap over images
 * of the difference to the last of the top (Efron 1979), with 99% on one side. Where single runs have a figure it is the
 * mean difference, run by run; average precision, which is no mean, is taken anew of every resample, the same for all
 * units. It looks several times, so that a unit close to the edge is lost a little more often than that.
 */
export class EarlyDecision {
  private readonly top: number
  private readonly sign: 1 | -1
  private readonly seed: number
  private readonly kind: ScoreKind
  private readonly finished: { readonly value: number; readonly scores: readonly number[] }[] = []

  /** @param better whether higher or lower scores make a unit sensitive */
  constructor(top: number, better: 'higher' | 'lower', seed: number, kind: ScoreKind = 'runs') {
    this.top = top
    this.sign = better === 'higher' ? 1 : -1
    this.seed = seed
    this.kind = kind
  }

  /** Whether the scores so far, from the first run on, keep a unit from the top. */
  isDecided(scores: readonly number[]): boolean {
    const last = this.finished.at(this.top - 1)
    if (last === undefined) return false
    const differences = scores.map((score, at) => this.sign * (score - last.scores[at]))
    if (this.kind === 'resamples') return isSure(differences.slice(-RESAMPLES))
    if (scores.length % LOOK_EVERY !== 0 || scores.length >= last.scores.length) return false
    return isSure(this.resampledSums(differences))
  }

  /** Takes a unit that was measured on everything, with its figure, as one to compare with. */
  finish(scores: readonly number[], value: number): void {
    this.finished.push({ value, scores })
    this.finished.sort((one, other) => this.sign * (other.value - one.value))
  }

  private resampledSums(differences: readonly number[]): number[] {
    const random = seededRandom(this.seed)
    return Array.from({ length: RESAMPLES }, () => {
      let sum = 0
      for (let draw = 0; draw < differences.length; draw++)
        sum += differences[random.integer(differences.length)]
      return sum
    })
  }
}

/** Whether hardly any resample of a difference is as good as the last of the top. */
function isSure(resampled: readonly number[]): boolean {
  return resampled.filter((difference) => difference >= 0).length <= DOUBT * resampled.length
}

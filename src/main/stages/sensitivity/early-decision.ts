import { seededRandom } from '../../base/random.ts'

/** Runs of the model before anything is decided, and between two looks. */
const LOOK_EVERY = 8
const RESAMPLES = 500
/** Share of the resamples in which a unit may still be as good as the last of the top. */
const DOUBT = 0.01

/**
 * Decides from part of the images that a unit does not come among the most sensitive ones: by the bootstrap over images
 * of the mean difference to the last of the top, image by image (Efron 1979), with 99% on one side. It looks several
 * times, so that a unit close to the edge is lost a little more often than that.
 */
export class EarlyDecision {
  private readonly top: number
  private readonly sign: 1 | -1
  private readonly seed: number
  private readonly finished: { readonly mean: number; readonly scores: readonly number[] }[] = []

  /** @param better whether higher or lower scores make a unit sensitive */
  constructor(top: number, better: 'higher' | 'lower', seed: number) {
    this.top = top
    this.sign = better === 'higher' ? 1 : -1
    this.seed = seed
  }

  /** Whether the scores so far, one a run of the model from the first on, keep a unit from the top. */
  isDecided(scores: readonly number[]): boolean {
    const last = this.finished.at(this.top - 1)
    if (last === undefined || scores.length % LOOK_EVERY !== 0 || scores.length >= last.scores.length)
      return false
    const differences = scores.map((score, run) => this.sign * (score - last.scores[run]))
    const random = seededRandom(this.seed)
    let asGood = 0
    for (let resample = 0; resample < RESAMPLES; resample++) {
      let sum = 0
      for (let draw = 0; draw < differences.length; draw++)
        sum += differences[random.integer(differences.length)]
      if (sum >= 0) asGood++
    }
    return asGood <= DOUBT * RESAMPLES
  }

  /** Takes a unit that was measured on everything as one to compare with. */
  finish(scores: readonly number[]): void {
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
    this.finished.push({ mean, scores })
    this.finished.sort((one, other) => this.sign * (other.mean - one.mean))
  }
}

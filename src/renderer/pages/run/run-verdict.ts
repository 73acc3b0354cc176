import type { RunDetail } from '../../../shared/contract/run.ts'
import { judgeDifference, type Verdict } from '../../figures/difference.ts'
import { figureStyle } from '../../figures/figure-style.ts'
import { figureOf } from './reference.ts'

/** One figure against the reference's, and whether the difference is more than noise. */
export interface VerdictPart {
  name: 'AP' | 'FPS' | 'size'
  from: number
  to: number
  verdict: Verdict
  /** Differences up to this mean nothing: absolute for AP, relative for the others. */
  noise: number
}

type Measured = Pick<RunDetail, 'figures' | 'parameters'>

function roundsOf({ parameters }: Measured): number {
  const { benchmark } = parameters
  const repeats =
    typeof benchmark === 'object' && benchmark !== null && 'repeats' in benchmark ? benchmark.repeats : 1
  return typeof repeats === 'number' && repeats > 0 ? repeats : 1
}

/** Standard error of a run's mean latency as a share of it; 0 where the rounds were not told. */
function timingError(run: Measured): number {
  const deviation = figureOf(run, 'latency deviation')
  const mean = figureOf(run, 'latency mean')
  return deviation === null || mean === null || mean <= 0 ? 0 : deviation / mean / Math.sqrt(roundsOf(run))
}

/** Two standard errors of the ratio of two speeds, and no less than what any timing repeats to. */
export function speedNoise(run: Measured, reference: Measured): number {
  const { noise } = figureStyle('FPS')
  const least = 'relative' in noise ? noise.relative : 0
  return Math.max(least, 2 * Math.hypot(timingError(run), timingError(reference)))
}

function noiseOf(name: VerdictPart['name'], run: Measured, reference: Measured): number {
  if (name === 'FPS') return speedNoise(run, reference)
  const { noise } = figureStyle(name)
  return 'absolute' in noise ? noise.absolute : noise.relative
}

const BETTER = { AP: 'higher', FPS: 'higher', size: 'lower' } as const

/** What a run loses and gains against its reference, for those of AP, speed and size that both have. */
export function verdictParts(run: Measured, reference: Measured): VerdictPart[] {
  return (['AP', 'FPS', 'size'] as const).flatMap((name) => {
    const to = figureOf(run, name)
    const from = figureOf(reference, name)
    if (to === null || from === null || (name !== 'AP' && from <= 0)) return []
    const noise = noiseOf(name, run, reference)
    const style = { noise: name === 'AP' ? { absolute: noise } : { relative: noise } }
    return [{ name, from, to, noise, verdict: judgeDifference(to, from, BETTER[name], style) }]
  })
}

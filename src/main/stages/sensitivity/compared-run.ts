import { agreementWithParent } from '../../coco/agreement.ts'
import type { Detections } from '../../data/detections.ts'
import { Sqnr } from '../output-sqnr.ts'
import { overlapOf, type OverlapSum, type PredictionOverlap, type Predictions } from './prediction-overlap.ts'
import type { Probed } from './probes.ts'
import type { NamedOutputs } from './shard-messages.ts'

/** What the float model gave in one run. */
export interface FloatRun {
  readonly detections: Detections
  /** By position in the batch. */
  readonly predictions: readonly Predictions[]
  /** Its raw outputs; null where they are not compared. */
  readonly outputs: NamedOutputs | null
}

/** What another model gave in the same run, and how far it is from that. */
export interface ComparedRun {
  readonly float: FloatRun
  readonly detections: Detections
  readonly overlap: OverlapSum
  /** Null where raw outputs are not compared. */
  readonly sqnr: Sqnr | null
}

/** Holds what a model gave against the float model's. Throws MODEL_FAMILY. */
export function comparedRun(
  float: FloatRun,
  detections: Detections,
  { outputs }: Probed,
  meter: PredictionOverlap,
): ComparedRun {
  const sums = float.predictions.map((expected, position) => meter.compare(expected, outputs, position))
  const overlap = {
    kept: sums.reduce((total, { kept }) => total + kept, 0),
    all: sums.reduce((total, { all }) => total + all, 0),
  }
  return { float, detections, overlap, sqnr: float.outputs && sqnrOf(float.outputs, outputs) }
}

/** What a single run can be scored by. */
export type RunMetric = 'agreement' | 'overlap' | 'sqnr'

/** One run by itself; equal outputs count as 200 dB. */
export function scoreOf({ float, detections, overlap, sqnr }: ComparedRun, metric: RunMetric): number {
  if (metric === 'agreement') return agreementWithParent(float.detections, detections).value
  if (metric === 'overlap') return overlapOf([overlap])
  return Math.min(sqnr?.decibels ?? Infinity, 200)
}

/** Of all outputs together. */
export function sqnrOf(expected: NamedOutputs, found: NamedOutputs): Sqnr {
  const sqnr = new Sqnr()
  for (const [name, { data }] of Object.entries(expected)) if (name in found) sqnr.add(data, found[name].data)
  return sqnr
}

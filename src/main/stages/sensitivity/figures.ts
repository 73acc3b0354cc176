import { agreementWithParent } from '../../coco/agreement.ts'
import { evaluateDetections } from '../../coco/evaluate.ts'
import type { GroundTruth } from '../../data/ground-truth.ts'
import { joinDetections } from '../evaluated-batch.ts'
import { Sqnr } from '../output-sqnr.ts'
import type { ComparedRun } from './compared-run.ts'
import type { Figures } from './measured.ts'
import { overlapOf } from './prediction-overlap.ts'

/** What some runs of a model come to together; `groundTruth` is that of their images, without it AP is −1. */
export function figuresOf(runs: readonly ComparedRun[], groundTruth: GroundTruth | null): Figures {
  const found = joinDetections(runs.map(({ detections }) => detections))
  const float = joinDetections(runs.map((run) => run.float.detections))
  const stats = groundTruth && evaluateDetections(groundTruth, found).stats
  const sqnr = new Sqnr()
  for (const run of runs) if (run.sqnr !== null) sqnr.merge(run.sqnr)
  return {
    AP: stats?.AP ?? -1,
    AP50: stats?.AP50 ?? -1,
    agreement: agreementWithParent(float, found).value,
    overlap: overlapOf(runs.map(({ overlap }) => overlap)),
    sqnr: sqnr.decibels,
  }
}

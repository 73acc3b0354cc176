import { QuantbenchError } from '../base/errors.ts'
import { linspace } from './linspace.ts'

/** Objects whose annotated area lies in [min, max] px² count; others are ignored. */
export interface AreaRange {
  readonly name: string
  readonly min: number
  readonly max: number
}

/** The settings of one evaluation; the defaults are those of pycocotools' `Params` for boxes. */
export interface EvaluationParameters {
  /** At most 31 values in (0, 1]. */
  readonly iouThresholds: Float64Array
  /** At most 31; the first is the one that AP, AR1 to AR100, per-class values and curves refer to. */
  readonly areaRanges: readonly AreaRange[]
  /** Detections kept per image and class for AR1, AR10 and everything else (AR100), ascending. */
  readonly maxDets: readonly [number, number, number]
}

export interface EvaluationOptions {
  readonly iouThresholds?: ArrayLike<number>
  readonly areaRanges?: readonly AreaRange[]
  readonly maxDets?: readonly [number, number, number]
}

/** 0.5, 0.55, … 0.95. */
export const IOU_THRESHOLDS: readonly number[] = [...linspace(0.5, 0.95, 10)]

/** 0, 0.01, … 1: where precision is sampled. */
export const RECALL_THRESHOLDS: readonly number[] = [...linspace(0, 1, 101)]

export const AREA_RANGES: readonly AreaRange[] = [
  { name: 'all', min: 0, max: 1e10 },
  { name: 'small', min: 0, max: 32 ** 2 },
  { name: 'medium', min: 32 ** 2, max: 96 ** 2 },
  { name: 'large', min: 96 ** 2, max: 1e10 },
]

// Thresholds and area ranges are bits of a 32-bit integer.
const MOST = 31

function requireCount(count: number, what: string): void {
  if (count >= 1 && count <= MOST) return
  throw new QuantbenchError('USAGE', `Expected 1 to ${MOST} ${what}, got ${count}`, {
    wayOut: 'Evaluate in several calls, or leave the option out.',
  })
}

function requireThresholds(thresholds: Float64Array): void {
  requireCount(thresholds.length, 'IoU thresholds')
  const wrong = thresholds.find((threshold) => !(threshold > 0 && threshold <= 1))
  if (wrong === undefined) return
  throw new QuantbenchError('USAGE', `Expected IoU thresholds above 0 and up to 1, got ${wrong}`, {
    wayOut: 'Give fractions, as 0.5.',
  })
}

function requireMaxDets(maxDets: readonly number[]): void {
  const ascending = maxDets.every((limit, index) => limit >= 1 && !(limit < maxDets[index - 1]))
  if (ascending) return
  throw new QuantbenchError(
    'USAGE',
    `Expected ascending detection limits of at least 1, got ${maxDets.join(', ')}`,
    {
      wayOut: 'Give three limits, as 1, 10, 100.',
    },
  )
}

/** Fills in pycocotools' defaults. Throws USAGE for settings that no evaluation can have. */
export function evaluationParameters(options: EvaluationOptions = {}): EvaluationParameters {
  const iouThresholds = Float64Array.from(options.iouThresholds ?? IOU_THRESHOLDS)
  const areaRanges = options.areaRanges ?? AREA_RANGES
  const maxDets = options.maxDets ?? [1, 10, 100]
  requireThresholds(iouThresholds)
  requireCount(areaRanges.length, 'area ranges')
  requireMaxDets(maxDets)
  return { iouThresholds, areaRanges, maxDets }
}

/** Place of an IoU threshold among those evaluated. Throws USAGE where it is none of them. */
export function iouThresholdIndex({ iouThresholds }: EvaluationParameters, iou: number): number {
  const index = iouThresholds.findIndex((threshold) => Math.abs(threshold - iou) < 1e-9)
  if (index !== -1) return index
  const known = Array.from(iouThresholds, (threshold) => Number(threshold.toFixed(4))).join(', ')
  throw new QuantbenchError('USAGE', `Expected one of the IoU thresholds ${known}, got ${iou}`, {
    wayOut: 'Choose one of them, or evaluate with this threshold.',
  })
}

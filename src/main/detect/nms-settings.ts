import { QuantbenchError } from '../base/errors.ts'

/** How boxes are chosen from a network's raw predictions; the names and defaults of YOLOv5's val.py. */
export interface NmsSettings {
  /** Boxes and classes at or below this score are dropped. */
  readonly confidence: number
  /** A box goes when its IoU with a better one of its class is above this. */
  readonly iou: number
  /** Every class of a box above the confidence counts, not only its best one. */
  readonly multiLabel: boolean
  /** Boxes suppress each other whatever their classes. */
  readonly agnostic: boolean
  /** Only this many best candidates enter the suppression. */
  readonly maxCandidates: number
  /** Only this many best boxes of an image are kept. */
  readonly maxDetections: number
}

/** Settings for accuracy: what COCO evaluation of YOLO models uses. */
export const EVALUATION_NMS = {
  confidence: 0.001,
  iou: 0.65,
  multiLabel: true,
  agnostic: false,
  maxCandidates: 30_000,
  maxDetections: 300,
} as const satisfies NmsSettings

/** Settings for a picture that people look at: one confident class a box (YOLOv5's detect.py). */
export const PREVIEW_NMS = {
  ...EVALUATION_NMS,
  confidence: 0.25,
  iou: 0.45,
  multiLabel: false,
} as const satisfies NmsSettings

/** @returns the settings unchanged. Throws USAGE for values that make no sense. */
export function checkedNms(settings: NmsSettings): NmsSettings {
  const { confidence, iou, maxCandidates, maxDetections } = settings
  if (!(confidence >= 0 && confidence < 1))
    throw wrong('a confidence threshold of at least 0 and below 1', confidence)
  if (!(iou >= 0 && iou <= 1)) throw wrong('an NMS IoU threshold between 0 and 1', iou)
  for (const limit of [maxCandidates, maxDetections]) {
    if (!Number.isInteger(limit) || limit < 1) throw wrong('a whole number of boxes above 0', limit)
  }
  return settings
}

function wrong(expected: string, got: number): QuantbenchError {
  return new QuantbenchError('USAGE', `Expected ${expected}, got ${got}`, {
    wayOut: 'YOLOv5 evaluates with confidence 0.001, IoU 0.65 and 300 detections.',
  })
}

import { setImmediate as otherWork } from 'node:timers/promises'
import { throwIfCancelled } from '../base/cancel.ts'
import { decodeImage } from '../data/image.ts'
import type { RgbImage } from '../data/rgb-image.ts'
import { placeImage, toOriginal, type Placement } from '../data/letterbox.ts'
import { preprocessInto, type Preprocess } from '../data/preprocess.ts'
import { COCO_CLASSES } from '../detect/coco-classes.ts'
import type { RecognisedDetector } from '../detect/detect-family.ts'
import { Detector } from '../detect/detector.ts'
import { drawDetections } from '../detect/draw.ts'
import { PREVIEW_NMS, type NmsSettings } from '../detect/nms-settings.ts'
import type { ImageDetections } from '../detect/nms.ts'
import {
  choosePreprocess,
  trialScore,
  type ChosenPreprocess,
  type FindObjects,
} from '../detect/preprocess-trial.ts'
import type { Model } from '../onnx/model.ts'
import { openSession, type Session, type SessionOptions } from '../session/session.ts'

export interface PreviewDetection {
  /** As the model counts. */
  classIndex: number
  name: string
  score: number
  /** [x, y, width, height] in pixels of the image file. */
  bbox: [number, number, number, number]
  /** The same in pixels of the model's input. */
  seen: [number, number, number, number]
}

export interface DetectedImage {
  /** What the model sees, as a picture of its input's size, with frames around what it finds. */
  picture: RgbImage
  /** Best first. */
  detections: PreviewDetection[]
}

export interface Preview extends DetectedImage {
  /** Whether other colours or another range of values would find more in this image. */
  trial: ChosenPreprocess
}

type PreviewOptions = SessionOptions & { nms?: NmsSettings }

/**
 * Shows a detector one image: what reaches it, what it finds, and how it fares with other channel orders and
 * normalisations. Throws what images and sessions throw, USAGE for impossible settings.
 */
export async function previewDetector(
  model: Model | string,
  detector: RecognisedDetector,
  imageFile: string,
  options: PreviewOptions = {},
): Promise<Preview> {
  const shown = await detectInImage(model, detector, imageFile, options)
  return { ...shown, trial: await tryPreparations(model, detector, imageFile, options) }
}

/** What reaches a model of an image, without running it. Throws what images throw. */
export async function viewOfModel({ preprocess }: RecognisedDetector, imageFile: string): Promise<RgbImage> {
  const image = await decodeImage(imageFile)
  return seenByModel(image, placeImage(image, preprocess, preprocess.mode), preprocess)
}

/** What a detector finds in one image. Throws what images and sessions throw. */
export async function detectInImage(
  model: Model | string,
  detector: RecognisedDetector,
  imageFile: string,
  { nms = PREVIEW_NMS, ...options }: PreviewOptions = {},
): Promise<DetectedImage> {
  const image = await decodeImage(imageFile)
  const { preprocess } = detector
  const placed = placeImage(image, preprocess, preprocess.mode)
  const session = await openSession(model, options)
  try {
    const found = await finder(session, detector, nms)(image, preprocess)
    const nameOf = classNamer(detector)
    const label = (row: number) => `${nameOf(found.classes[row])} ${found.scores[row].toFixed(2)}`
    const picture = drawDetections(seenByModel(image, placed, preprocess), found, label)
    return { picture, detections: listDetections(found, placed, nameOf) }
  } finally {
    await session.close()
  }
}

/**
 * How a detector fares in one image with other channel orders and normalisations. Other work of the process goes on
 * between two runs of the model. Throws what images and sessions throw, CANCELLED.
 */
export async function tryPreparations(
  model: Model | string,
  detector: RecognisedDetector,
  imageFile: string,
  { signal, ...options }: SessionOptions & { signal?: AbortSignal } = {},
): Promise<ChosenPreprocess> {
  const image = await decodeImage(imageFile)
  throwIfCancelled(signal)
  const session = await openSession(model, options)
  try {
    const find = finder(session, detector, PREVIEW_NMS)
    const findInTurn: FindObjects = async (...asked) => {
      await otherWork()
      throwIfCancelled(signal)
      return find(...asked)
    }
    return await choosePreprocess(detector.preprocess, trialScore([image], findInTurn))
  } finally {
    await session.close()
  }
}

/** The model's input before normalisation, turned back into a picture. */
export function seenByModel(image: RgbImage, placed: Placement, preprocess: Preprocess): RgbImage {
  const { targetWidth: width, targetHeight: height } = placed
  const plain: Preprocess = {
    ...preprocess,
    color: 'rgb',
    scale: 1,
    mean: [0, 0, 0],
    std: [1, 1, 1],
    layout: 'nhwc',
  }
  const values = new Float32Array(3 * width * height)
  preprocessInto(image, placed, plain, values, 0)
  return { data: Uint8Array.from(values), width, height }
}

/** Runs images one by one, prepared as asked for each. */
function finder(session: Session, detector: RecognisedDetector, nms: NmsSettings): FindObjects {
  const detection = new Detector(detector, nms)
  return async (image, preprocess) => {
    const { width, height, mode, layout } = preprocess
    const data = new Float32Array(3 * width * height)
    preprocessInto(image, placeImage(image, preprocess, mode), preprocess, data, 0)
    const dims = layout === 'nchw' ? [1, 3, height, width] : [1, height, width, 3]
    const outputs = await session.run({ [session.inputs[0].name]: { data, dims } })
    return detection.detect(new Map(Object.entries(outputs)), 0, width, height)
  }
}

/** Names for what a detector counts: its own, else COCO's where it has as many classes. */
function classNamer({ classNames, classes, labels }: RecognisedDetector): (index: number) => string {
  const names = classNames ?? (labels === 'index' && classes === COCO_CLASSES.length ? COCO_CLASSES : [])
  const other = labels === 'index' ? 'class' : 'category'
  return (index) => names[index] ?? `${other} ${index}`
}

function listDetections(
  { count, boxes, scores, classes }: ImageDetections,
  placed: Placement,
  nameOf: (index: number) => string,
): PreviewDetection[] {
  const corners = toOriginal(boxes.subarray(0, 4 * count), placed)
  return Array.from({ length: count }, (_, row) => {
    const classIndex = classes[row]
    return {
      ...{ classIndex, name: nameOf(classIndex), score: scores[row] },
      ...{ bbox: boxOf(corners, row), seen: boxOf(boxes, row) },
    }
  })
}

/** [x, y, width, height] of corners. */
function boxOf(corners: Float32Array, row: number): [number, number, number, number] {
  const [x1, y1, x2, y2] = corners.subarray(4 * row, 4 * row + 4)
  return [x1, y1, x2 - x1, y2 - y1]
}

import { decodeImage, type RgbImage } from '../data/image.ts'
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
}

export interface Preview {
  /** What the model sees, as a picture of its input's size, with frames around what it finds. */
  picture: RgbImage
  /** Best first. */
  detections: PreviewDetection[]
  /** Whether other colours or another range of values would find more in this image. */
  trial: ChosenPreprocess
}

/**
 * Shows a detector one image: what reaches it, what it finds, and how it fares with other channel orders and
 * normalisations. Throws what images and sessions throw, USAGE for impossible settings.
 */
export async function previewDetector(
  model: Model | string,
  detector: RecognisedDetector,
  imageFile: string,
  options: SessionOptions & { nms?: NmsSettings } = {},
): Promise<Preview> {
  const { nms = PREVIEW_NMS, ...sessionOptions } = options
  const image = await decodeImage(imageFile)
  const { preprocess } = detector
  const placed = placeImage(image, preprocess, preprocess.mode)
  const session = await openSession(model, sessionOptions)
  try {
    const found = await finder(session, detector, nms)(image, preprocess)
    const nameOf = classNamer(detector)
    const label = (row: number) => `${nameOf(found.classes[row])} ${found.scores[row].toFixed(2)}`
    const picture = drawDetections(seenByModel(image, placed, preprocess), found, label)
    const detections = listDetections(found, placed, nameOf)
    const score = trialScore([image], finder(session, detector, PREVIEW_NMS))
    return { picture, detections, trial: await choosePreprocess(preprocess, score) }
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
    const [x1, y1, x2, y2] = corners.subarray(4 * row, 4 * row + 4)
    const classIndex = classes[row]
    return { classIndex, name: nameOf(classIndex), score: scores[row], bbox: [x1, y1, x2 - x1, y2 - y1] }
  })
}

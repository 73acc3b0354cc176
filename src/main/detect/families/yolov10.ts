import { classEvidence } from '../class-count.ts'
import { CERTAINTY, type Decode, type DetectorFamily, type Recognition } from '../family.ts'
import { outputOf, shapeText, startOfImage } from '../outputs.ts'
import { ULTRALYTICS } from '../preprocess-defaults.ts'
import type { OutputSignature, Signature } from '../signature.ts'

const FIELDS = 6

/** More rows than any end-to-end head keeps. */
const MOST_ROWS = 1000

/**
 * YOLOv10, YOLO26 and Ultralytics exports with `nms=True`: [N, 300, 6], finished detections as corners, score and
 * class, unused rows with a score of 0.
 */
export const yolov10: DetectorFamily = {
  id: 'yolov10',
  title: 'YOLOv10 and other end-to-end exports',
  expects: '[N, detections, 6] as [N, 300, 6]: corners, score, class',
  preprocess: ULTRALYTICS,
  needsNms: false,
  recognise,
}

function recognise(signature: Signature): Recognition | null {
  const output = signature.outputs.find(
    ({ dims }) => dims.length === 3 && dims[2] === FIELDS && dims[1] !== null && dims[1] <= MOST_ROWS,
  )
  if (output === undefined) return null
  const normalised = largestCorner(output) <= 2
  return {
    score: certainty(signature, output),
    reason: `${output.name} ${shapeText(output.dims)} holds corners, score and class of finished detections${normalised ? '; the trial image gave boxes as shares of the input size' : ''}`,
    classes: signature.classNames?.length ?? null,
    labels: 'index',
    decode: decodeRows(output.name, normalised),
  }
}

/** Two classes behind four box values look the same: then class numbers that are not whole speak against it. */
function certainty(signature: Signature, { trial }: OutputSignature): number {
  if (trial !== null) {
    for (let at = 5; at < trial.data.length; at += FIELDS)
      if (!Number.isInteger(trial.data[at])) return CERTAINTY.doubtful
    return CERTAINTY.certain
  }
  return classEvidence(signature, 2) > 0 ? CERTAINTY.possible : CERTAINTY.likely
}

function largestCorner({ trial }: OutputSignature): number {
  if (trial === null) return Infinity
  let largest = 0
  for (let at = 0; at < trial.data.length; at += FIELDS)
    for (let side = 0; side < 4; side++) largest = Math.max(largest, trial.data[at + side])
  return largest === 0 ? Infinity : largest
}

function decodeRows(name: string, normalised: boolean): Decode {
  return (outputs, setup, sink) => {
    const tensor = outputOf(outputs, name, [null, null, FIELDS])
    const { data, dims } = tensor
    const scaleX = normalised ? setup.width : 1
    const scaleY = normalised ? setup.height : 1
    const confidence = Math.fround(setup.confidence)
    const start = startOfImage(tensor, setup.image)
    for (let at = start; at < start + dims[1] * FIELDS; at += FIELDS) {
      const score = data[at + 4]
      const index = data[at + 5]
      if (!(score > confidence) || !(index >= 0)) continue
      const [x1, y1, x2, y2] = [
        data[at] * scaleX,
        data[at + 1] * scaleY,
        data[at + 2] * scaleX,
        data[at + 3] * scaleY,
      ]
      sink.push(x1, y1, x2, y2, score, index)
    }
  }
}

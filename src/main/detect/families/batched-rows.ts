import { CERTAINTY, type DetectorFamily, type Decode, type Recognition } from '../family.ts'
import { outputOf, shapeText } from '../outputs.ts'
import { LETTERBOX_UNIT_RGB } from '../preprocess-defaults.ts'
import type { Signature } from '../signature.ts'

const FIELDS = 7

/**
 * YOLOv7's `--end2end` export for ONNX Runtime (models/experimental.py, ONNX_ORT): [detections, 7] for the whole
 * batch, each row image, x1, y1, x2, y2, class, score. The number of rows changes from run to run.
 */
export const batchedRows: DetectorFamily = {
  id: 'batched-rows',
  title: 'YOLOv7 with NMS inside',
  expects: '[detections, 7]: image, corners, class, score',
  preprocess: LETTERBOX_UNIT_RGB,
  needsNms: false,
  recognise,
}

function recognise(signature: Signature): Recognition | null {
  const output = signature.outputs.find(({ dims }) => dims.length === 2 && dims[1] === FIELDS)
  if (output === undefined) return null
  return {
    score: signature.outputs.length === 1 ? CERTAINTY.certain : CERTAINTY.possible,
    reason: `${output.name} ${shapeText(output.dims)} holds image, corners, class and score of finished detections, with the export's own confidence and overlap limits`,
    classes: signature.classNames?.length ?? null,
    labels: 'index',
    decode: decodeRows(output.name),
  }
}

function decodeRows(name: string): Decode {
  return (outputs, setup, sink) => {
    const { data } = outputOf(outputs, name, [null, FIELDS])
    const confidence = Math.fround(setup.confidence)
    for (let at = 0; at < data.length; at += FIELDS) {
      const [image, x1, y1, x2, y2, index, score] = data.subarray(at, at + FIELDS)
      if (image === setup.image && score > confidence && index >= 0) sink.push(x1, y1, x2, y2, score, index)
    }
  }
}

import { CERTAINTY, type Decode, type DetectorFamily, type Recognition } from '../family.ts'
import { outputOf, shapeText, startOfImage } from '../outputs.ts'
import { LETTERBOX_UNIT_RGB } from '../preprocess-defaults.ts'
import type { OutputSignature, Signature } from '../signature.ts'

/** The four outputs of TensorRT's EfficientNMS plugin. */
interface PluginOutputs {
  readonly counts: OutputSignature
  readonly boxes: OutputSignature
  readonly scores: OutputSignature
  readonly classes: OutputSignature
}

/**
 * Exports that end in TensorRT's EfficientNMS plugin (YOLOv6, YOLOv7 and YOLOv8 `--end2end`): num_dets [N, 1],
 * det_boxes [N, 100, 4] as corners in pixels, det_scores [N, 100], det_classes [N, 100].
 */
export const efficientNms: DetectorFamily = {
  id: 'efficient-nms',
  title: 'EfficientNMS inside',
  expects: 'num_dets [N, 1], det_boxes [N, 100, 4], det_scores [N, 100], det_classes [N, 100]',
  preprocess: LETTERBOX_UNIT_RGB,
  needsNms: false,
  recognise,
}

function recognise(signature: Signature): Recognition | null {
  const found = outputsOf(signature)
  if (found === null) return null
  const { counts, boxes, scores, classes } = found
  const all = [counts, boxes, scores, classes]
  return {
    score: CERTAINTY.certain,
    reason: `${all.map(({ name, dims }) => `${name} ${shapeText(dims)}`).join(', ')}: the outputs of EfficientNMS, with the export's own confidence and overlap limits`,
    classes: signature.classNames?.length ?? null,
    labels: 'index',
    decode: decodeOutputs(found),
  }
}

/** Names end in the plugin's, with or without `det_`; TensorFlow's detection_* outputs are another family's. */
function outputsOf({ outputs }: Signature): PluginOutputs | null {
  const named = (pattern: RegExp, rank: number) =>
    outputs.find(({ name, dims }) => pattern.test(name) && dims.length === rank)
  const counts = named(/^num(_?det.*)?s?$/i, 2)
  const boxes = named(/^(det_)?boxes$/i, 3)
  const scores = named(/^(det_)?scores$/i, 2)
  const classes = named(/^(det_)?(classes|labels)$/i, 2)
  if (counts === undefined || boxes === undefined || scores === undefined || classes === undefined)
    return null
  return { counts, boxes, scores, classes }
}

function decodeOutputs(found: PluginOutputs): Decode {
  return (outputs, setup, sink) => {
    const counts = outputOf(outputs, found.counts.name, [null, 1])
    const boxes = outputOf(outputs, found.boxes.name, [counts.dims[0], null, 4])
    const scores = outputOf(outputs, found.scores.name, boxes.dims.slice(0, 2))
    const classes = outputOf(outputs, found.classes.name, boxes.dims.slice(0, 2))
    const first = startOfImage(scores, setup.image)
    const count = Math.min(counts.data[setup.image], boxes.dims[1])
    const confidence = Math.fround(setup.confidence)
    for (let row = first; row < first + count; row++) {
      const score = scores.data[row]
      const index = classes.data[row]
      if (!(score > confidence) || !(index >= 0)) continue
      const [x1, y1, x2, y2] = boxes.data.subarray(4 * row, 4 * row + 4)
      sink.push(x1, y1, x2, y2, score, index)
    }
  }
}

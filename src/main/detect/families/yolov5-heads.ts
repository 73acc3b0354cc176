import { anchorsFor, type LevelAnchors } from '../anchors.ts'
import { scanAnchorMap } from '../anchor-scan.ts'
import { classEvidence } from '../class-count.ts'
import { denseOutput } from '../dense-output.ts'
import { CERTAINTY, type Decode, type DetectorFamily, type Recognition } from '../family.ts'
import { outputOf, shapeText, startOfImage } from '../outputs.ts'
import { LETTERBOX_UNIT_RGB } from '../preprocess-defaults.ts'
import type { OutputSignature, Signature } from '../signature.ts'
import { isProbability, valueRange } from '../value-range.ts'

const BOX_AND_OBJECTNESS = 5

/** One head's output: [N, anchors, rows, columns, fields], or [N, anchors · fields, rows, columns]. */
interface Head {
  readonly output: OutputSignature
  readonly stride: number
  readonly anchors: number
  readonly fields: number
  /** True for rank 4, where a field is a channel. */
  readonly channels: boolean
}

/**
 * YOLOv5 and YOLOv7 with one undecoded output a head, [N, 3, 80, 80, 85] or [N, 255, 80, 80] and so on, before or
 * after the sigmoid. Sizes of the outputs give the strides; anchors come from the graph or the published models.
 */
export const yolov5Heads: DetectorFamily = {
  id: 'yolov5-heads',
  title: 'YOLOv5 / YOLOv7, one raw output a head',
  expects: 'two to four outputs [N, 3, rows, columns, 5 + classes] or [N, 3 · (5 + classes), rows, columns]',
  preprocess: LETTERBOX_UNIT_RGB,
  needsNms: true,
  recognise,
}

function recognise(signature: Signature): Recognition | null {
  const heads = signature.outputs.flatMap((output) => headOf(signature, output) ?? [])
  heads.sort((a, b) => a.stride - b.stride)
  if (!formOneDetector(heads)) return null
  const { anchors, fields, channels } = heads[0]
  const found = anchorsFor(
    signature,
    heads.map(({ stride }) => stride),
    anchors,
  )
  if (found === null) return null
  const classes = fields - BOX_AND_OBJECTNESS
  const logits = !heads.every(afterSigmoid)
  const shapes = heads.map(({ output }) => `${output.name} ${shapeText(output.dims)}`).join(', ')
  return {
    score: certainty(signature, channels, classes),
    reason: `${shapes}: ${anchors} boxes a cell and ${classes} classes, ${logits ? 'before' : 'after'} the sigmoid; ${found.reason}`,
    classes,
    labels: 'index',
    decode: decodeHeads(heads, found.levels, logits),
  }
}

/** Channels could be anything; and a model that gives decoded boxes too is better read by those. */
function certainty(signature: Signature, channels: boolean, classes: number): number {
  if (denseOutput(signature, 3) !== null) return CERTAINTY.doubtful
  const evidence = classEvidence(signature, classes)
  return (channels && evidence <= 0 ? CERTAINTY.possible : CERTAINTY.likely) + evidence
}

function headOf({ width, height }: Signature, output: OutputSignature): Head | null {
  const { dims } = output
  const channels = dims.length === 4
  const [rows, columns] = channels ? dims.slice(2) : dims.slice(2, 4)
  const anchors = channels ? 3 : (dims[1] ?? 0)
  const fields = channels ? (dims[1] ?? 0) / anchors : (dims[4] ?? 0)
  if (dims.length < 4 || dims.length > 5 || !columns || !rows) return null
  const stride = width / columns
  const fits = stride === height / rows && Number.isInteger(Math.log2(stride)) && stride >= 4
  return fits && Number.isInteger(fields) && fields > BOX_AND_OBJECTNESS
    ? { output, stride, anchors, fields, channels }
    : null
}

function formOneDetector(heads: readonly Head[]): boolean {
  return (
    heads.length >= 2 &&
    heads.length <= 4 &&
    heads.every(
      (head, index) =>
        head.channels === heads[0].channels &&
        head.fields === heads[0].fields &&
        head.anchors === heads[0].anchors &&
        (index === 0 || head.stride === 2 * heads[index - 1].stride),
    )
  )
}

function afterSigmoid({ output }: Head): boolean {
  if (output.trial !== null) return isProbability(valueRange(output.trial.data))
  return output.tail.has('Sigmoid')
}

function decodeHeads(heads: readonly Head[], levels: readonly LevelAnchors[], logits: boolean): Decode {
  return (outputs, setup, sink) => {
    heads.forEach((head, level) => {
      const { anchors, fields, channels } = head
      const pattern = channels ? [null, anchors * fields, null, null] : [null, anchors, null, null, fields]
      const tensor = outputOf(outputs, head.output.name, pattern)
      const [rows, columns] = tensor.dims.slice(2)
      const cells = rows * columns
      const [rowStep, fieldStep] = channels ? [1, cells] : [fields, 1]
      const size = { rows, columns, strideX: setup.width / columns, strideY: setup.height / rows }
      const first = startOfImage(tensor, setup.image)
      for (let anchor = 0; anchor < anchors; anchor++) {
        const start = first + anchor * fields * cells
        const [anchorWidth, anchorHeight] = levels[level].slice(2 * anchor)
        const classes = fields - BOX_AND_OBJECTNESS
        const values = { data: tensor.data, start, rowStep, fieldStep, classes, logits }
        scanAnchorMap({ ...values, ...size, anchorWidth, anchorHeight }, setup, sink)
      }
    })
  }
}

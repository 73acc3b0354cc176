import { normalisedBoxes } from '../dense-decode.ts'
import { classEvidence } from '../class-count.ts'
import { CERTAINTY, type Decode, type DetectorFamily, type Recognition } from '../family.ts'
import { stridesFor } from '../grid.ts'
import { outputOf, shapeText, startOfImage } from '../outputs.ts'
import { scanRows } from '../prediction-rows.ts'
import { STRETCH_UNIT_RGB } from '../preprocess-defaults.ts'
import type { OutputSignature, Signature } from '../signature.ts'
import { isProbability, valueRange } from '../value-range.ts'

const BOX = 4
const MOST_QUERIES = 1000

/**
 * RT-DETR and other transformers with sigmoid scores: [N, 300, 4 + classes], or boxes [N, 300, 4] and scores
 * [N, 300, classes] apart. Boxes are centre and size as shares of the input size; no suppression is needed.
 */
export const rtDetr: DetectorFamily = {
  id: 'rt-detr',
  title: 'RT-DETR',
  expects: '[N, 300, 4 + classes], or [N, 300, 4] and [N, 300, classes]',
  preprocess: STRETCH_UNIT_RGB,
  needsNms: false,
  recognise,
}

interface Queries {
  readonly boxes: OutputSignature
  readonly scores: OutputSignature
  /** First score among the fields of its output. */
  readonly firstClass: number
  readonly classes: number
}

function recognise(signature: Signature): Recognition | null {
  const queries = separate(signature) ?? together(signature)
  if (queries === null) return null
  const { boxes, scores, classes, firstClass } = queries
  const logits = scoresAreLogits(queries)
  const outputs = boxes === scores ? [boxes] : [boxes, scores]
  const shapes = outputs.map(({ name, dims }) => `${name} ${shapeText(dims)}`).join(' and ')
  const alone = firstClass > 0 && classEvidence(signature, classes) <= 0
  return {
    score: (alone ? CERTAINTY.possible : CERTAINTY.likely) + classEvidence(signature, classes),
    reason: `${shapes}: box and ${classes} class scores ${logits ? 'before' : 'after'} the sigmoid for each query`,
    classes,
    labels: 'index',
    decode: decodeQueries(queries, logits),
  }
}

function separate(signature: Signature): Queries | null {
  const queries = signature.outputs.filter((output) => hasQueries(signature, output))
  const boxes = queries.find(({ dims, name }) => dims[2] === BOX && !/logit|score|label/i.test(name))
  const scores = queries.find((output) => output !== boxes && output.dims[1] === boxes?.dims[1])
  const classes = scores?.dims[2] ?? null
  if (boxes === undefined || scores === undefined || classes === null) return null
  return { boxes, scores, firstClass: 0, classes }
}

function together(signature: Signature): Queries | null {
  const output = signature.outputs.find(
    (candidate) => hasQueries(signature, candidate) && (candidate.dims[2] ?? 0) > BOX,
  )
  if (output === undefined) return null
  return { boxes: output, scores: output, firstClass: BOX, classes: (output.dims[2] ?? 0) - BOX }
}

function hasQueries({ width, height }: Signature, { dims }: OutputSignature): boolean {
  const [, count, fields] = dims
  if (dims.length !== 3 || count === null || fields === null || count > MOST_QUERIES) return false
  const isGrid = (boxes: number) => [1, 3].some((each) => stridesFor(boxes, width, height, each) !== null)
  return !isGrid(count) && !isGrid(fields)
}

function scoresAreLogits({ scores, firstClass, classes }: Queries): boolean {
  const { trial } = scores
  if (trial === null) return !scores.tail.has('Sigmoid') || /logit/i.test(scores.name)
  if (firstClass === 0) return !isProbability(valueRange(trial.data))
  const fields = firstClass + classes
  return !isProbability(valueRange(trial.data.filter((_, at) => at % fields >= firstClass)))
}

function decodeQueries({ boxes, scores, firstClass, classes }: Queries, logits: boolean): Decode {
  return (outputs, setup, sink) => {
    const scoreTensor = outputOf(outputs, scores.name, [null, null, firstClass + classes])
    const boxFields = boxes === scores ? firstClass + classes : BOX
    const boxTensor = outputOf(outputs, boxes.name, [null, scoreTensor.dims[1], boxFields])
    const at = (tensor: typeof boxTensor) => ({
      data: tensor.data,
      start: startOfImage(tensor, setup.image),
      count: tensor.dims[1],
      rowStep: tensor.dims[2],
      fieldStep: 1,
    })
    const rows = { ...at(scoreTensor), objectness: null, firstClass, classes, logits }
    scanRows(rows, setup, normalisedBoxes(at(boxTensor), setup), sink)
  }
}

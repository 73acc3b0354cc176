import { cornersFromCentre } from '../boxes.ts'
import { classEvidence } from '../class-count.ts'
import { centreBoxes, decodeDense } from '../dense-decode.ts'
import { denseOutput, describeDense, fieldRange, type DenseOutput, type DenseRows } from '../dense-output.ts'
import { CERTAINTY, type DecodeSetup, type DetectorFamily, type Recognition } from '../family.ts'
import { rememberedGrid } from '../grid.ts'
import type { BoxReader } from '../prediction-rows.ts'
import { TOP_LEFT_BYTE_BGR } from '../preprocess-defaults.ts'
import { mentions, type Signature } from '../signature.ts'

const round = Math.fround
const BOX_AND_OBJECTNESS = 5

/** Names of YOLOX's head (yolox/models/yolo_head.py). */
const HEAD = /(^|[./])head[./](cls|reg|obj)_preds/

/** Undecoded offsets are a few cells and logarithms at most; decoded boxes reach hundreds of pixels. */
const LARGEST_OFFSET = 32

/**
 * YOLOX: [N, 8400, 5 + classes], scores after the sigmoid. The official export leaves the boxes to the caller: centre
 * (value + cell) · stride, size exp(value) · stride; with `--decode_in_inference` they come in pixels.
 */
export const yolox: DetectorFamily = {
  id: 'yolox',
  title: 'YOLOX',
  expects: '[N, boxes, 5 + classes] with 1 box a cell, as [N, 8400, 85]',
  preprocess: TOP_LEFT_BYTE_BGR,
  needsNms: true,
  recognise,
}

function recognise(signature: Signature): Recognition | null {
  const dense = denseOutput(signature, 1)
  if (dense === null || dense.fieldsFirst || dense.fields <= BOX_AND_OBJECTNESS) return null
  const classes = dense.fields - BOX_AND_OBJECTNESS
  const { score, seen } = evidence(signature, dense)
  const decoded = isDecoded(dense)
  return {
    score: score + classEvidence(signature, classes),
    reason: `${describeDense(dense, 1)} and ${classes} classes; ${seen}, boxes ${decoded ? 'decoded' : 'not decoded yet'}`,
    classes,
    labels: 'index',
    decode: decodeDense(
      dense,
      { objectness: 4, firstClass: BOX_AND_OBJECTNESS, classes, logits: false },
      decoded ? centreBoxes : gridBoxes(dense.strides),
    ),
  }
}

function evidence(signature: Signature, dense: DenseOutput): { score: number; seen: string } {
  if (mentions(signature, HEAD)) return { score: CERTAINTY.certain, seen: "its modules have YOLOX's names" }
  const objectness = fieldRange(dense, 4, 5)
  if (objectness === null) return { score: CERTAINTY.possible, seen: 'nothing else speaks for or against it' }
  return objectness.min === 1 && objectness.max === 1
    ? { score: CERTAINTY.doubtful, seen: 'although the objectness is 1 everywhere' }
    : { score: CERTAINTY.likely, seen: 'the trial image gave an objectness that varies' }
}

function isDecoded(dense: DenseOutput): boolean {
  const boxes = fieldRange(dense, 0, 4)
  return boxes === null ? dense.output.tail.has('Exp') : boxes.max > LARGEST_OFFSET
}

function gridBoxes(strides: readonly number[]): (rows: DenseRows, setup: DecodeSetup) => BoxReader {
  const gridFor = rememberedGrid(strides)
  return ({ data, start, rowStep, fieldStep }, setup) => {
    const grid = gridFor(setup.width, setup.height)
    return (row, box) => {
      const at = start + row * rowStep
      const stride = grid.strides[row]
      cornersFromCentre(
        box,
        round(round(data[at] + grid.x[row]) * stride),
        round(round(data[at + fieldStep] + grid.y[row]) * stride),
        round(round(Math.exp(data[at + 2 * fieldStep])) * stride),
        round(round(Math.exp(data[at + 3 * fieldStep])) * stride),
      )
    }
  }
}

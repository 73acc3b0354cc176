import { classEvidence } from '../class-count.ts'
import { decodeDense } from '../dense-decode.ts'
import { denseOutput, describeDense, fieldRange, type DenseOutput, type DenseRows } from '../dense-output.ts'
import { CERTAINTY, type DecodeSetup, type DetectorFamily, type Recognition } from '../family.ts'
import { rememberedGrid } from '../grid.ts'
import type { BoxReader } from '../prediction-rows.ts'
import { STRETCH_IMAGENET_BGR } from '../preprocess-defaults.ts'
import { mentions, type Signature } from '../signature.ts'
import { isProbability } from '../value-range.ts'

/** Values of a side's distribution, `reg_max` + 1, in every published NanoDet. */
const USUAL_BINS = 8
const SIDES = 4

/** Names of NanoDet's head (nanodet/model/head/nanodet_plus_head.py). */
const HEAD = /(^|[./])head[./]gfl_(cls|reg)/

/**
 * NanoDet and NanoDet-Plus: [N, cells, classes + 4 · bins], as [N, 2125, 112] at 320 pixels. Each side's distance from
 * the cell's point is the mean of a distribution over 0 … bins − 1 strides (distribution focal loss). NanoDet-Plus has
 * four levels and its points at the cells' corners; NanoDet has three and its points at the centres.
 */
export const nanodet: DetectorFamily = {
  id: 'nanodet',
  title: 'NanoDet / NanoDet-Plus',
  expects: '[N, cells, classes + 32] with 1 box a cell, as [N, 2125, 112]',
  preprocess: STRETCH_IMAGENET_BGR,
  needsNms: true,
  recognise,
}

function recognise(signature: Signature): Recognition | null {
  const dense = denseOutput(signature, 1)
  if (dense === null || dense.fieldsFirst) return null
  const bins = binsOf(signature, dense)
  const classes = dense.fields - SIDES * bins
  if (classes < 1) return null
  const centre = dense.strides.length > 3 ? 0 : 0.5
  const scores = fieldRange(dense, 0, classes)
  const logits = scores !== null && !isProbability(scores)
  return {
    score: certainty(signature, dense, classes),
    reason: `${describeDense(dense, 1)}, ${classes} classes and ${SIDES} distributions of ${bins} values${centre === 0 ? ' (NanoDet-Plus)' : ''}`,
    classes,
    labels: 'index',
    decode: decodeDense(
      dense,
      { objectness: null, firstClass: 0, classes, logits },
      distanceBoxes(dense.strides, centre, classes, bins),
    ),
  }
}

/** Where the class names are known, the rest of the fields are the distributions. */
function binsOf({ classNames }: Signature, { fields }: DenseOutput): number {
  const named = classNames === null ? USUAL_BINS : (fields - classNames.length) / SIDES
  return Number.isInteger(named) && named > 1 ? named : USUAL_BINS
}

function certainty(signature: Signature, dense: DenseOutput, classes: number): number {
  const evidence = classEvidence(signature, classes)
  if (mentions(signature, HEAD)) return CERTAINTY.certain
  const distributions = fieldRange(dense, classes, dense.fields)
  const scores = fieldRange(dense, 0, classes)
  if (distributions !== null && scores !== null) {
    const typical = isProbability(scores) && distributions.min < 0 && distributions.max < 100
    return (typical ? CERTAINTY.likely : CERTAINTY.doubtful) + evidence
  }
  return (evidence > 0 ? CERTAINTY.likely : CERTAINTY.doubtful) + evidence
}

function distanceBoxes(
  strides: readonly number[],
  centre: number,
  classes: number,
  bins: number,
): (rows: DenseRows, setup: DecodeSetup) => BoxReader {
  const gridFor = rememberedGrid(strides)
  return ({ data, start, rowStep, fieldStep }, { width, height }) => {
    const grid = gridFor(width, height)
    return (row, box) => {
      const stride = grid.strides[row]
      const x = (grid.x[row] + centre) * stride
      const y = (grid.y[row] + centre) * stride
      const first = start + row * rowStep + classes * fieldStep
      const distance = (side: number) =>
        stride * meanOfDistribution(data, first + side * bins * fieldStep, fieldStep, bins)
      box[0] = Math.max(0, x - distance(0))
      box[1] = Math.max(0, y - distance(1))
      box[2] = Math.min(width, x + distance(2))
      box[3] = Math.min(height, y + distance(3))
    }
  }
}

/** Mean of 0 … bins − 1 under the softmax of the values. */
function meanOfDistribution(data: Float32Array, at: number, step: number, bins: number): number {
  let highest = -Infinity
  for (let bin = 0; bin < bins; bin++) highest = Math.max(highest, data[at + bin * step])
  let total = 0
  let weighted = 0
  for (let bin = 0; bin < bins; bin++) {
    const weight = Math.exp(data[at + bin * step] - highest)
    total += weight
    weighted += bin * weight
  }
  return weighted / total
}

import type { GalleryImage } from '../../../../shared/contract/comparison.ts'
import { BOX_COLOURS, STATE_MARKS, type ShownBox } from './box-style.ts'
import type { DrawnBox } from '../../../components/images/draw-boxes.ts'

/** What of an image is drawn. */
export interface Shown {
  truth: boolean
  predictions: boolean
  changesOnly: boolean
  names: boolean
  confidence: number
}

export type NameOf = (category: number) => string
/** A score with two digits, as the language on show writes it. */
export type ScoreText = (score: number) => string

/** The boxes of a run that are sure enough, those of them that changed if only they are wanted. */
export function boxesOf(
  image: GalleryImage,
  run: number,
  { confidence, changesOnly }: Pick<Shown, 'confidence' | 'changesOnly'>,
): ShownBox[] {
  const sure = (image.predictions[run] ?? []).filter(({ score }) => score >= confidence)
  return changesOnly ? sure.filter(({ state }) => state !== 'same') : sure
}

function drawnPrediction(box: ShownBox, names: boolean, nameOf: NameOf, score: ScoreText): DrawnBox {
  const { bbox, category, state } = box
  return {
    bbox,
    colour: BOX_COLOURS[state],
    label: names ? `${STATE_MARKS[state]}${nameOf(category)} ${score(box.score)}` : '',
    dashed: false,
    strong: state !== 'same',
  }
}

/** Truth and predictions of one run as they are drawn over the image, the predictions last. */
export function drawnBoxes(
  image: GalleryImage,
  run: number,
  shown: Shown,
  nameOf: NameOf,
  score: ScoreText,
): DrawnBox[] {
  const truth = shown.truth
    ? image.truth.map(({ bbox, category }) => ({
        bbox,
        colour: BOX_COLOURS.truth,
        label: shown.names && !shown.predictions ? nameOf(category) : '',
        dashed: true,
        strong: false,
      }))
    : []
  const found = shown.predictions ? boxesOf(image, run, shown) : []
  return [...truth, ...found.map((box) => drawnPrediction(box, shown.names, nameOf, score))]
}

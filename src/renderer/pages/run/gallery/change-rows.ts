import type { GalleryImage } from '../../../../shared/contract/comparison.ts'
import { boxesOf } from './panel-boxes.ts'
import { judgeBoxes, type Judgement } from './judge-boxes.ts'
import { CHANGED_STATES, type BoxState } from './box-style.ts'

/** One box that changed: in which run it stands, and whether it stands for an annotated one. */
export interface ChangeRow {
  key: string
  run: number
  state: BoxState
  category: number
  score: number
  judgement: Judgement
}

/** Boxes that changed, what was lost first, the surest first. */
export function changeRows(image: GalleryImage, confidence: number): ChangeRow[] {
  return image.predictions
    .flatMap((_, run) => {
      const boxes = boxesOf(image, run, { confidence, changesOnly: false })
      const judged = judgeBoxes(boxes, image.truth)
      return boxes.map(({ state, category, score }, index) => ({
        key: `${run} ${index}`,
        run,
        state,
        category,
        score,
        judgement: judged[index],
      }))
    })
    .filter(({ state }) => state !== 'same')
    .toSorted((a, b) => order(a.state) - order(b.state) || a.run - b.run || b.score - a.score)
}

function order(state: BoxState): number {
  return CHANGED_STATES.findIndex((each) => each === state)
}

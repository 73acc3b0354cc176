import type { DetectorFamily } from './family.ts'
import { batchedRows } from './families/batched-rows.ts'
import { boxesLabelsScores } from './families/boxes-labels-scores.ts'
import { efficientNms } from './families/efficient-nms.ts'
import { nanodet } from './families/nanodet.ts'
import { rtDetr } from './families/rt-detr.ts'
import { yolov10 } from './families/yolov10.ts'
import { yolov5 } from './families/yolov5.ts'
import { yolov5Heads } from './families/yolov5-heads.ts'
import { yolov6 } from './families/yolov6.ts'
import { yolov8 } from './families/yolov8.ts'
import { yolox } from './families/yolox.ts'

/** Every family there is; where two are equally certain, the earlier one is chosen. */
export const DETECTOR_FAMILIES: readonly DetectorFamily[] = [
  yolov5,
  yolov8,
  yolox,
  yolov6,
  yolov5Heads,
  yolov10,
  rtDetr,
  nanodet,
  efficientNms,
  batchedRows,
  boxesLabelsScores,
]

/** What people call a family; null for an id that there is none of. */
export function familyTitle(id: string): string | null {
  return DETECTOR_FAMILIES.find((family) => family.id === id)?.title ?? null
}

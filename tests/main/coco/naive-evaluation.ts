import type { Detections } from '../../../src/main/data/detections.ts'
import type { GroundTruth } from '../../../src/main/data/ground-truth.ts'

/** Limits of one measurement. */
export interface NaiveSetting {
  iou: number
  area: readonly [number, number]
  maxDets: number
}

interface Judged {
  score: number
  hit: boolean
}

const AREA = (boxes: Float64Array, row: number): number => boxes[4 * row + 2] * boxes[4 * row + 3]

function overlap(detections: Detections, row: number, truth: GroundTruth, box: number): number {
  const [dx, dy, dw, dh] = detections.boxes.subarray(4 * row, 4 * row + 4)
  const [gx, gy, gw, gh] = truth.boxes.subarray(4 * box, 4 * box + 4)
  const width = Math.max(0, Math.min(dx + dw, gx + gw) - Math.max(dx, gx))
  const height = Math.max(0, Math.min(dy + dh, gy + gh) - Math.max(dy, gy))
  if (width * height === 0) return 0
  return (width * height) / (truth.crowd[box] === 1 ? dw * dh : dw * dh + gw * gh - width * height)
}

/** Rows of one image and class in falling order of score, judged one threshold at a time; ignored ones are left out. */
function judgeImage(
  truth: GroundTruth,
  detections: Detections,
  boxes: number[],
  rows: number[],
  setting: NaiveSetting,
) {
  const [low, high] = setting.area
  const isIgnored = (box: number): boolean =>
    truth.crowd[box] === 1 || truth.areas[box] < low || truth.areas[box] > high
  const used = new Set<number>()
  const judged: Judged[] = []
  for (const row of rows.slice(0, setting.maxDets)) {
    let best: number | undefined
    for (const pool of [boxes.filter((box) => !isIgnored(box)), boxes.filter(isIgnored)]) {
      if (best !== undefined) break
      let bestIou = Math.min(setting.iou, 1 - 1e-10)
      for (const box of pool) {
        if (used.has(box) && truth.crowd[box] === 0) continue
        const iou = overlap(detections, row, truth, box)
        if (iou >= bestIou) [best, bestIou] = [box, iou]
      }
    }
    if (best !== undefined) used.add(best)
    const area = AREA(detections.boxes, row)
    const ignored = best === undefined ? area < low || area > high : isIgnored(best)
    if (!ignored) judged.push({ score: detections.scores[row], hit: best !== undefined })
  }
  return { judged, positives: boxes.filter((box) => !isIgnored(box)).length }
}

/**
 * AP and recall of one class, computed as slowly and plainly as the definition reads; undefined where nothing counts.
 * For checking the fast evaluation on problems of any kind.
 */
export function naiveClass(
  truth: GroundTruth,
  detections: Detections,
  category: number,
  setting: NaiveSetting,
): { AP: number; recall: number } | undefined {
  const judged: Judged[] = []
  let positives = 0
  for (const image of [...truth.imageIds].sort((one, other) => one - other)) {
    const boxes = [...truth.areas.keys()].filter(
      (row) => truth.boxImageIds[row] === image && truth.boxCategoryIds[row] === category,
    )
    const rows = [...detections.scores.keys()]
      .filter((row) => detections.imageIds[row] === image && detections.categoryIds[row] === category)
      .sort((one, other) => detections.scores[other] - detections.scores[one] || one - other)
    const result = judgeImage(truth, detections, boxes, rows, setting)
    judged.push(...result.judged)
    positives += result.positives
  }
  if (positives === 0) return undefined
  judged.sort((one, other) => other.score - one.score)
  const points = judged.map((_, last) => {
    const hits = judged.slice(0, last + 1).filter(({ hit }) => hit).length
    return { recall: hits / positives, precision: hits / (last + 1) }
  })
  const sampled = Array.from({ length: 101 }, (_, percent) =>
    points
      .filter(({ recall }) => recall >= percent * 0.01)
      .reduce((best, { precision }) => Math.max(best, precision), 0),
  )
  return {
    AP: sampled.reduce((sum, value) => sum + value, 0) / 101,
    recall: points.length === 0 ? 0 : points[points.length - 1].recall,
  }
}

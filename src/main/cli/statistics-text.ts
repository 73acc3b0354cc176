import { STATISTIC_NAMES, type CocoStatistics } from '../coco/statistics.ts'

/** IoU thresholds, area range and detection limit of each number, as pycocotools' `summarize` prints them. */
const LINES = {
  AP: ['0.50:0.95', 'all', 100],
  AP50: ['0.50', 'all', 100],
  AP75: ['0.75', 'all', 100],
  APs: ['0.50:0.95', 'small', 100],
  APm: ['0.50:0.95', 'medium', 100],
  APl: ['0.50:0.95', 'large', 100],
  AR1: ['0.50:0.95', 'all', 1],
  AR10: ['0.50:0.95', 'all', 10],
  AR100: ['0.50:0.95', 'all', 100],
  ARs: ['0.50:0.95', 'small', 100],
  ARm: ['0.50:0.95', 'medium', 100],
  ARl: ['0.50:0.95', 'large', 100],
} as const satisfies Record<keyof CocoStatistics, readonly [iou: string, area: string, limit: number]>

/** The 12 numbers in the lines that pycocotools prints, each with its short name at the end. */
export function statisticsText(stats: CocoStatistics): string {
  return STATISTIC_NAMES.map((name) => {
    const [iou, area, limit] = LINES[name]
    const title = name.startsWith('AP') ? 'Average Precision  (AP)' : 'Average Recall     (AR)'
    const selection = `IoU=${iou.padEnd(9)} | area=${area.padStart(6)} | maxDets=${String(limit).padStart(3)}`
    return ` ${title} @[ ${selection} ] = ${stats[name].toFixed(3)}  ${name}`
  }).join('\n')
}

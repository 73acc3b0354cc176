import type { Accumulation } from './accumulate.ts'
import type { EvaluationProblem } from './evaluation-problem.ts'
import type { EvaluationParameters } from './parameters.ts'

/** The 12 numbers of pycocotools' `summarize`, -1 where undefined. */
export interface CocoStatistics {
  AP: number
  AP50: number
  AP75: number
  APs: number
  APm: number
  APl: number
  AR1: number
  AR10: number
  AR100: number
  ARs: number
  ARm: number
  ARl: number
}

/** The twelve in the order in which pycocotools gives them. */
export const STATISTIC_NAMES = [
  'AP',
  'AP50',
  'AP75',
  'APs',
  'APm',
  'APl',
  'AR1',
  'AR10',
  'AR100',
  'ARs',
  'ARm',
  'ARl',
] as const satisfies readonly (keyof CocoStatistics)[]

/** One class, -1 where undefined. */
export interface ClassStatistics {
  id: number
  name: string
  AP: number
  AP50: number
  AP75: number
  APs: number
  APm: number
  APl: number
  AR100: number
  /** Boxes that count; crowds do not. */
  groundTruths: number
  /** Detections given, before the limit on each image. */
  detections: number
}

interface Selection {
  /** One class, or all. */
  category?: number
  area?: string
  iou?: number
  /** Place in maxDets; the last where absent. */
  limit?: number
}

/** Reads means over classes and thresholds out of the tables, as `_summarize` in pycocotools does. */
export class Summary {
  private readonly problem: EvaluationProblem
  private readonly parameters: EvaluationParameters
  private readonly tables: Accumulation

  constructor(problem: EvaluationProblem, parameters: EvaluationParameters, tables: Accumulation) {
    this.problem = problem
    this.parameters = parameters
    this.tables = tables
  }

  statistics(): CocoStatistics {
    return {
      AP: this.precision({}),
      AP50: this.precision({ iou: 0.5 }),
      AP75: this.precision({ iou: 0.75 }),
      APs: this.precision({ area: 'small' }),
      APm: this.precision({ area: 'medium' }),
      APl: this.precision({ area: 'large' }),
      AR1: this.recall({ limit: 0 }),
      AR10: this.recall({ limit: 1 }),
      AR100: this.recall({}),
      ARs: this.recall({ area: 'small' }),
      ARm: this.recall({ area: 'medium' }),
      ARl: this.recall({ area: 'large' }),
    }
  }

  perClass(): ClassStatistics[] {
    const { starts } = this.problem.detectionOrder
    return this.problem.categories.map(({ id, name }, category) => ({
      id,
      name,
      AP: this.precision({ category }),
      AP50: this.precision({ category, iou: 0.5 }),
      AP75: this.precision({ category, iou: 0.75 }),
      APs: this.precision({ category, area: 'small' }),
      APm: this.precision({ category, area: 'medium' }),
      APl: this.precision({ category, area: 'large' }),
      AR100: this.recall({ category }),
      groundTruths: this.tables.positives[category * this.parameters.areaRanges.length],
      detections: starts[category + 1] - starts[category],
    }))
  }

  /** AP at each IoU threshold. */
  perIou(): number[] {
    return Array.from(this.parameters.iouThresholds, (iou) => this.precision({ iou }))
  }

  private precision(selection: Selection): number {
    const areas = this.parameters.areaRanges.length
    const area = this.areaOf(selection)
    return this.mean(selection, this.tables.averagePrecision, (category) => category * areas + area)
  }

  private recall(selection: Selection): number {
    const areas = this.parameters.areaRanges.length
    const limits = this.parameters.maxDets.length
    const area = this.areaOf(selection)
    const limit = selection.limit ?? limits - 1
    return this.mean(selection, this.tables.recall, (category) => (category * areas + area) * limits + limit)
  }

  private areaOf({ area }: Selection): number {
    return area === undefined ? 0 : this.parameters.areaRanges.findIndex(({ name }) => name === area)
  }

  /** Mean of the defined values over the selected classes and thresholds, -1 when there is none. */
  private mean(
    { category, area, iou }: Selection,
    table: Float64Array,
    line: (category: number) => number,
  ): number {
    if (area !== undefined && this.areaOf({ area }) === -1) return -1
    const { iouThresholds } = this.parameters
    let sum = 0
    let count = 0
    const first = category ?? 0
    const end = category === undefined ? this.problem.categories.length : category + 1
    for (let index = first; index < end; index++) {
      for (let threshold = 0; threshold < iouThresholds.length; threshold++) {
        const value = table[line(index) * iouThresholds.length + threshold]
        if (!(value > -1) || (iou !== undefined && iouThresholds[threshold] !== iou)) continue
        sum += value
        count++
      }
    }
    return count === 0 ? -1 : sum / count
  }
}

import type { ComparedMetric, Comparison } from '../../../shared/contract/comparison.ts'
import { differenceStyle, type Verdict } from '../../figures/difference.ts'
import { figureStyle } from '../../figures/figure-style.ts'
import type { Format } from '../../i18n/use-format.ts'
import { isBest } from './best.ts'
import { verdictOn } from './noise.ts'

/** A figure of one run as it is written: value, difference to the baseline, what to make of it. */
export interface MergedCell {
  text: string
  difference: string | null
  verdict: Verdict | null
  best: boolean
}

export function mergedCell(
  metric: ComparedMetric,
  index: number,
  comparison: Comparison,
  format: Format,
): MergedCell {
  const style = figureStyle(metric.name, metric.unit)
  const verdict = verdictOn(metric, index, comparison)
  const difference = metric.differences[index]
  return {
    text: format.number(metric.values[index], style),
    difference:
      verdict === null || difference === null
        ? null
        : format.number(difference, differenceStyle(style, metric.values[comparison.baseline])),
    verdict,
    best: isBest(metric, index),
  }
}

/** The unit to write beside a figure's name; nothing where the name is the unit. */
export function unitOf({ name, unit }: Pick<ComparedMetric, 'name' | 'unit'>): string {
  const { unit: shown } = figureStyle(name, unit)
  return shown === name ? '' : shown
}

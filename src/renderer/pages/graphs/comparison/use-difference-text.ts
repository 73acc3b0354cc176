import { useText } from '../../../i18n/i18n.ts'
import type { NodePrecision } from '../graph-data.ts'
import type { DifferingValue, GraphDifference } from './graph-differences.ts'

const PRECISIONS: readonly NodePrecision[] = ['fp32', 'fp16', 'int8', 'mixed', 'none']

/** A difference in a few words, what weighs most. */
export function useDifferenceText(): (difference: GraphDifference) => string {
  const { t } = useText()
  const precision = (value: string) => {
    const known = PRECISIONS.find((each) => each === value)
    return known === undefined ? value : t(`graphs.precisions.${known}`)
  }
  const both = ({ kind, left, right }: DifferingValue) =>
    kind === 'precision' ? `${precision(left)} → ${precision(right)}` : `${left || '–'} → ${right || '–'}`

  return ({ kinds, values }) => {
    const [kind] = kinds
    if (kind === undefined) return t('graphs.comparison.alike')
    if (kind === 'onlyLeft' || kind === 'onlyRight') return t(`graphs.comparison.kinds.${kind}`)
    const of = values.filter((value) => value.kind === kind)
    if (kind === 'quantizers') {
      const added = of.filter(({ left }) => left === '').length
      const removed = of.length - added
      return [added > 0 ? `+${added} Q/DQ` : '', removed > 0 ? `−${removed} Q/DQ` : '']
        .filter(Boolean)
        .join(' ')
    }
    if (kind === 'attributes') return of.map(({ name }) => name).join(', ')
    return of.map(both).join(', ')
  }
}

import { computed } from 'vue'
import type { SearchView } from '../../../../shared/contract/search.ts'
import { useText } from '../../../i18n/i18n.ts'
import { useFormat } from '../../../i18n/use-format.ts'
import { needsNothing, pointValue } from './search-points.ts'

/** What a search answers, in one sentence; while it runs, how far it has come. */
export function useSearchVerdict(view: () => SearchView | undefined, running: () => boolean) {
  const { t } = useText()
  const format = useFormat()
  const score = (value: number | null) => format.number(value, { digits: 4 })

  return computed(() => {
    const search = view()
    if (search === undefined || search.float === null) return ''
    const { metric, points, threshold, float, cost, chosen } = search
    const measure = t(`sensitivity.measures.${metric}`)
    const point = points.find(({ step }) => step === chosen)
    if (point !== undefined) {
      const reached = {
        measure,
        value: score(pointValue(point, metric)),
        float: score(pointValue({ measured: float }, metric)),
      }
      if (needsNothing(search, point)) return t('search.verdict.nothing', reached)
      const sentence = t('search.verdict.chosen', {
        ...reached,
        count: point.floatLayers.length,
        cost: format.number(point.cost, { significant: 3 }),
        unit: t(`search.units.${cost.kind}`),
      })
      return search.stopped === null ? sentence : `${sentence} ${t('search.verdict.stopped')}`
    }
    const met = points.filter(({ isMet }) => isMet)
    if (!running()) return t('search.verdict.ended', { count: points.length })
    const tried = t('search.verdict.tried', { count: points.length })
    const cheapest = met.toSorted((a, b) => a.cost - b.cost).at(0)
    if (cheapest === undefined || threshold === null) return tried
    return `${tried} ${t('search.verdict.soFar', { count: cheapest.floatLayers.length, threshold: score(threshold), measure })}`
  })
}

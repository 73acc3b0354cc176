import { computed } from 'vue'
import type { TableColumn } from '../../components/data-table.ts'
import { useText } from '../../i18n/i18n.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { figureOf, type LayerRow } from './layer-rows.ts'
import { useHarmStyle } from './use-harm-style.ts'
import type { LayerEvidence } from '../../../shared/contract/layer.ts'

const METHODS = ['max', 'percentile', 'mse', 'entropy'] as const

/** Columns of the table of layers; those without a single figure are left out. */
export function useLayerColumns(rows: () => readonly LayerRow[], evidence: () => LayerEvidence | undefined) {
  const { t } = useText()
  const format = useFormat()
  const harm = useHarmStyle(evidence)

  return computed(() => {
    const figure = (
      id: string,
      title: string,
      text: (value: number) => string,
      unit?: string,
      width = 76,
    ): TableColumn<LayerRow>[] => {
      if (rows().every((row) => figureOf(row, id) === null)) return []
      const show = (row: LayerRow) => {
        const value = figureOf(row, id)
        return value === null ? '' : text(value)
      }
      return [{ id, title, unit, width, align: 'right', sortable: true, text: show }]
    }
    const number = (value: number) => format.number(value, { significant: 4, padded: true })
    const columns: TableColumn<LayerRow>[] = [
      {
        id: 'layer',
        title: t('layers.layer'),
        width: 152,
        fixed: true,
        sortable: true,
        text: ({ layer }) => layer,
      },
      {
        id: 'kind',
        title: t('layers.kind'),
        width: 84,
        sortable: true,
        text: ({ kind }) => t(`layers.kinds.${kind}`),
      },
      ...figure('harm', harm.value.title, harm.value.text, harm.value.unit, 96),
      ...figure('ms', t('layers.latency'), (ms) => format.number(ms, { digits: 3 }), 'ms', 72),
      ...figure('sqnr', 'SQNR', (value) => format.number(value, { digits: 1 }), 'dB', 72),
      ...figure(
        'clipped',
        t('layers.clipped'),
        (share) => format.number(share * 100, { significant: 2 }),
        '%',
        84,
      ),
      ...figure('amax', t('layers.amax'), number, undefined, 92),
      ...METHODS.flatMap((method) =>
        figure(method, method, number, undefined, method === 'percentile' ? 76 : 60),
      ),
      ...figure('group', t('layers.group'), (count) => format.number(count), undefined, 92),
      {
        id: 'tensor',
        title: t('layers.tensor'),
        width: 100,
        sortable: true,
        text: ({ tensor }) => tensor,
      },
    ]
    return columns
  })
}

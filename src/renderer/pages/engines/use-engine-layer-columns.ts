import { computed } from 'vue'
import type { TableColumn } from '../../components/data-table.ts'
import { useText } from '../../i18n/i18n.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { precisionName } from './layer-precision.ts'
import { shortLayer, tensorText, type LayerRow } from './layer-order.ts'

/** Columns of the table of an engine's layers; those of which nothing is known are left out. */
export function useEngineLayerColumns(rows: () => readonly LayerRow[]) {
  const { t } = useText()
  const format = useFormat()
  return computed(() => {
    const columns: TableColumn<LayerRow>[] = [
      {
        ...{ id: 'index', title: t('engines.layers.index'), width: 40, align: 'right', sortable: true },
        text: ({ index }) => String(index),
      },
      {
        ...{ id: 'name', title: t('engines.layers.name'), width: 152, sortable: true },
        ...{ fixed: true, text: shortLayer },
      },
      {
        ...{ id: 'type', title: t('engines.layers.type'), width: 104, sortable: true },
        text: ({ type }) => (type === 'unknown' ? '' : type),
      },
      {
        ...{ id: 'precision', title: t('engines.layers.precision'), width: 80, sortable: true },
        text: ({ precision }) => precisionName(precision),
      },
      {
        ...{ id: 'input', title: t('engines.layers.input'), width: 96, sortable: true },
        text: ({ inputs }) => tensorText(inputs),
      },
      {
        ...{ id: 'output', title: t('engines.layers.output'), width: 96, sortable: true },
        text: ({ outputs }) => tensorText(outputs),
      },
      {
        ...{ id: 'ms', title: t('graphs.time'), unit: 'ms', width: 80, align: 'right', sortable: true },
        text: ({ ms }) => (ms === null ? '' : format.number(ms, { digits: 4 })),
      },
      {
        ...{ id: 'share', title: t('engines.time.share'), unit: '%', width: 96, align: 'right' },
        ...{ sortable: true },
        text: ({ share }) => (share === null ? '' : format.number(100 * share, { digits: 1 })),
      },
      {
        ...{ id: 'tactic', title: t('engines.layers.tactic'), width: 96, sortable: true },
        text: ({ tactic }) => tactic,
      },
      {
        ...{ id: 'nodes', title: t('engines.layers.nodes'), width: 104, sortable: true },
        text: ({ onnxLayers }) => onnxLayers.join(', '),
      },
    ]
    return columns.filter(({ id, text }) => {
      if (id === 'index' || id === 'name') return true
      return rows().some((row) => !['', '–'].includes(text(row)))
    })
  })
}

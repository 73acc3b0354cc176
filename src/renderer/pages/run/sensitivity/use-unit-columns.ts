import { computed } from 'vue'
import type { SensitivityView } from '../../../../shared/contract/sensitivity.ts'
import type { TableColumn } from '../../../components/data-table.ts'
import { useText } from '../../../i18n/i18n.ts'
import { useFormat } from '../../../i18n/use-format.ts'
import type { Measure, UnitRow } from './sensitivity-rows.ts'
import { UNIT_FIGURES } from './sort-units.ts'
import { useMeasureStyle } from './use-measure-style.ts'

/** Columns of the table of units; those without a single figure are left out. */
export function useUnitColumns(
  view: () => SensitivityView,
  rows: () => readonly UnitRow[],
  measure: () => Measure,
) {
  const { t } = useText()
  const format = useFormat()
  const style = useMeasureStyle(() => view().mode, measure)
  return computed(() => {
    const column = (
      id: string,
      title: string,
      text: (value: number) => string,
      rest: { unit?: string; width: number },
    ): TableColumn<UnitRow>[] => {
      const figure = UNIT_FIGURES[id]
      if (figure === undefined || rows().every((row) => figure(row) === null)) return []
      const show = (row: UnitRow) => {
        const value = figure(row)
        if (value !== null) return text(value)
        return id === 'harm' && row.givenUp ? t('sensitivity.givenUp') : ''
      }
      return [{ id, title, align: 'right', sortable: true, text: show, ...rest }]
    }
    const digits =
      (count: number, factor = 1) =>
      (value: number) =>
        format.number(value * factor, { digits: count })
    const { harmTitle, unit, harm } = style.value
    const name: TableColumn<UnitRow> = {
      id: 'name',
      title: t(`sensitivity.unit.${view().by}`),
      width: 96,
      fixed: true,
      sortable: true,
      text: (row) => row.name,
    }
    return [
      ...column('rank', t('sensitivity.rank'), digits(0), { width: 52 }),
      name,
      ...column('harm', harmTitle, harm, { unit, width: measure() === 'estimate' ? 132 : 92 }),
      ...column('AP', 'AP', digits(4), { width: 60 }),
      ...column('AP50', 'AP50', digits(4), { width: 60 }),
      ...column('agreement', t('sensitivity.measures.agreement'), digits(4), { width: 88 }),
      ...column('overlap', t('sensitivity.measures.overlap'), digits(4), { width: 68 }),
      ...column('sqnr', 'SQNR', digits(2), { unit: 'dB', width: 72 }),
      ...column('activations', t('sensitivity.activations'), digits(1, 100), { unit: '%', width: 110 }),
      ...column('weights', t('sensitivity.weights'), digits(1, 100), { unit: '%', width: 92 }),
      ...(view().early > 0 ? column('images', t('sensitivity.images'), digits(0), { width: 76 }) : []),
      ...(view().mode === 'fast'
        ? []
        : column('seconds', t('sensitivity.took'), digits(1), { unit: 's', width: 56 })),
    ]
  })
}

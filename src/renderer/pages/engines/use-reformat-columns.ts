import { computed } from 'vue'
import type { EngineReformat } from '../../../shared/contract/engine-explanation.ts'
import type { TableColumn } from '../../components/data-table.ts'
import { useText } from '../../i18n/i18n.ts'
import { useFormat } from '../../i18n/use-format.ts'

/** Columns of a table of reformats; times where there is a profile. */
export function useReformatColumns(timed: () => boolean) {
  const { t, textOr } = useText()
  const format = useFormat()
  return computed(() => {
    const figure = (id: string, title: string, text: (row: EngineReformat) => string, unit?: string) => ({
      ...{ id, title, text, sortable: true, align: 'right' as const, width: 80 },
      ...(unit === undefined ? {} : { unit }),
    })
    const columns: TableColumn<EngineReformat>[] = [
      ...(timed()
        ? [
            {
              ...figure('ms', t('graphs.time'), ({ ms }) => format.number(ms, { digits: 4 }), 'ms'),
              width: 96,
            },
            figure(
              'percent',
              t('engines.time.share'),
              (row) => format.number(row.percent, { digits: 1 }),
              '%',
            ),
          ]
        : []),
      {
        ...{ id: 'cause', title: t('engines.reformats.cause'), width: 120, sortable: true },
        text: ({ cause }) => textOr(`engines.causes.${cause.kind}`, cause.kind),
      },
      {
        ...{ id: 'converts', title: t('engines.reformats.converts'), width: 104, sortable: true },
        text: ({ conversion }) => conversion,
      },
      {
        ...{ id: 'from', title: t('engines.reformats.from'), width: 112, sortable: true },
        text: ({ from }) => from.join(', ') || t('engines.reformats.input'),
      },
      {
        ...{ id: 'to', title: t('engines.reformats.to'), width: 120, sortable: true },
        text: ({ to }) => to.join(', ') || t('engines.reformats.output'),
      },
      {
        ...{ id: 'nodes', title: t('engines.reformats.nodes'), width: 112, sortable: true },
        text: ({ nodes }) => nodes.join(', '),
      },
      figure('bytes', t('engines.reformats.bytes'), ({ bytes }) => format.bytes(bytes)),
      {
        ...{ id: 'change', title: t('engines.reformats.change'), width: 112, sortable: true },
        text: ({ change }) => (change === null ? '' : t('engines.reformats.try')),
      },
    ]
    return columns
  })
}

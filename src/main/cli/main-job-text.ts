import type { Run } from '../runs/run-record.ts'
import type { MainJobResult } from '../stages/main-job.ts'
import { formatTable, metric } from './table.ts'

/** One line of the closing table. */
export interface Row {
  variant: string
  AP: number
  AP50: number
  agreement: number
  fps: number | null
  speedup: number | null
  sizeMB: number
  run: string
}

/** The rows of the closing table, in the order of the variants. */
export function rowsOf({ measured, benchmark }: MainJobResult, runs: ReadonlyMap<string, Run>): Row[] {
  return measured.map(({ variant: { label }, evaluation, agreement, bytes }) => {
    const timing = benchmark?.models.find(({ model }) => model === label)
    const { AP, AP50 } = evaluation.coco.stats
    return {
      variant: label,
      AP,
      AP50,
      agreement: agreement.value,
      fps: timing?.fps ?? null,
      speedup: timing?.ratio ?? null,
      sizeMB: bytes.byteLength / 1e6,
      run: runs.get(label)?.id ?? '',
    }
  })
}

/** The closing table as text, with what one must know to read it. */
export function describeMainJob(rows: readonly Row[], { measured, benchmark }: MainJobResult): string {
  const fps = benchmark === null ? 'FPS' : `FPS (ort, ${benchmark.provider})`
  const table = formatTable(rows, [
    { title: 'variant', value: ({ variant }) => variant },
    { title: 'AP', value: ({ AP }) => metric(AP), align: 'right' },
    { title: 'AP50', value: ({ AP50 }) => metric(AP50), align: 'right' },
    { title: 'agreement', value: ({ agreement }) => metric(agreement), align: 'right' },
    { title: fps, value: (row) => metric(row.fps, 1), align: 'right' },
    {
      title: 'speed-up',
      value: ({ speedup }) => (speedup === null ? '–' : `${speedup.toFixed(2)}×`),
      align: 'right',
    },
    { title: 'size MB', value: ({ sizeMB }) => sizeMB.toFixed(2), align: 'right' },
    { title: 'run', value: ({ run }) => run },
  ])
  const [{ evaluation }] = measured
  const notes = new Set([...measured.flatMap((variant) => variant.notes), ...(benchmark?.notes ?? [])])
  return [
    table,
    `${evaluation.timing.images} images, ${evaluation.groundTruth.count} boxes; agreement is with fp32's confident detections.`,
    ...notes,
  ].join('\n')
}

import type { Series } from '../../../shared/contract/run.ts'
import { machinePanels, type MachinePanel } from './machine-panels.ts'

/** Series that are drawn over each other. */
export interface SeriesPanel {
  id: string
  series: Series[]
  unit: string
  log: boolean
}

const TRAINING: readonly { id: string; names: readonly string[]; unit: string; log?: boolean }[] = [
  { id: 'loss', names: ['loss', 'epoch loss'], unit: '', log: true },
  { id: 'AP', names: ['AP'], unit: '' },
  { id: 'AP50', names: ['AP50'], unit: '' },
  { id: 'agreement', names: ['agreement'], unit: '' },
  { id: 'learning rate', names: ['learning rate'], unit: '' },
  { id: 'gradient norm', names: ['gradient norm'], unit: '', log: true },
  { id: 'step time', names: ['step time'], unit: 'ms' },
]
const known = new Set(TRAINING.flatMap(({ names }) => names))

/** A series named `power (W)` carries its unit. */
function otherPanel(series: Series): SeriesPanel {
  const [, title = series.name, unit = ''] = /^(.*?)(?: \(([^)]*)\))?$/.exec(series.name) ?? []
  return { id: series.name, series: [{ ...series, name: title }], unit, log: false }
}

/** Everything that was recorded over steps, by what belongs together; series without a point are left out. */
export function seriesPanels(all: readonly Series[]): {
  training: SeriesPanel[]
  machine: MachinePanel[]
  other: SeriesPanel[]
} {
  const some = all.filter(({ steps }) => steps.length > 0)
  const training = TRAINING.flatMap(({ id, names, unit, log = false }) => {
    const series = names.flatMap((name) => some.find((each) => each.name === name) ?? [])
    return series.length === 0 ? [] : [{ id, series, unit, log }]
  })
  const { panels, rest } = machinePanels(some.filter(({ name }) => !known.has(name)))
  return { training, machine: panels, other: rest.map(otherPanel) }
}

import type { Series } from '../../../shared/contract/run.ts'

/** What a panel is about, of the machine or of one of its GPUs. */
export type MachinePart = 'load' | 'clock' | 'memory' | 'temperature' | 'power'
/** One line of a panel, where it has several. */
export type MachineLine = 'all' | 'own' | 'SM' | 'memory'

export interface MachinePanel {
  id: string
  part: MachinePart
  /** Of which GPU; null for the processors and the memory of the machine. */
  gpu: number | null
  unit: string
  /** In seconds since the first sample of all, and in `unit`. */
  lines: { line: MachineLine; points: [seconds: number, value: number | null][] }[]
}

interface Kind {
  part: MachinePart
  line: MachineLine
  /** Shares from 0 to 1 are shown in percent. */
  factor?: number
}

const KINDS: Readonly<Record<string, Kind>> = {
  CPU: { part: 'load', line: 'all', factor: 100 },
  'CPU own': { part: 'load', line: 'own', factor: 100 },
  'CPU clock': { part: 'clock', line: 'all' },
  'memory used': { part: 'memory', line: 'all' },
  'GPU utilisation': { part: 'load', line: 'all', factor: 100 },
  'GPU SM clock': { part: 'clock', line: 'SM' },
  'GPU memory clock': { part: 'clock', line: 'memory' },
  'GPU temperature': { part: 'temperature', line: 'all' },
  'GPU power': { part: 'power', line: 'all' },
  'GPU memory used': { part: 'memory', line: 'all' },
}

/** `GPU 0 power (W)` is a GPU's power in watts; null for what is no figure of the machine. */
function readName(series: string): { kind: Kind; gpu: number | null; unit: string } | null {
  const [, base = series, unit = ''] = /^(.*?)(?: \(([^)]*)\))?$/.exec(series) ?? []
  const [, index] = /^GPU (\d+) /.exec(base) ?? []
  const kind = KINDS[base.replace(/^GPU \d+ /, 'GPU ')]
  if (kind === undefined) return null
  return { kind, gpu: index === undefined ? null : Number(index), unit: kind.factor === 100 ? '%' : unit }
}

function pointsOf(
  { steps, values, times }: Series,
  start: number,
  factor: number,
): [number, number | null][] {
  return steps.map((step, at) => {
    const value = values[at]
    const time = times[at] ?? null
    const seconds = time === null || !Number.isFinite(start) ? step : (time - start) / 1000
    return [seconds, value === null ? null : value * factor]
  })
}

/**
 * What the machine did while something was measured, by what belongs on one axis. Samples without a time stand at their
 * number. `rest` is what is no figure of the machine.
 */
export function machinePanels(all: readonly Series[]): { panels: MachinePanel[]; rest: Series[] } {
  const read = all.map((series) => ({ series, name: readName(series.name) }))
  const start = read.reduce(
    (least, { series, name }) => Math.min(least, (name === null ? null : series.times[0]) ?? Infinity),
    Infinity,
  )
  const panels = new Map<string, MachinePanel>()
  const rest: Series[] = []
  for (const { series, name } of read) {
    if (name === null) {
      rest.push(series)
      continue
    }
    const { kind, gpu, unit } = name
    const id = `${gpu ?? ''} ${kind.part}`
    const panel = panels.get(id) ?? { id, part: kind.part, gpu, unit, lines: [] }
    panel.lines.push({ line: kind.line, points: pointsOf(series, start, kind.factor ?? 1) })
    panels.set(id, panel)
  }
  return { panels: [...panels.values()], rest }
}

import type { TelemetrySummary } from '../../../telemetry/summary.ts'

/** Figures of the machine that the line under the table has room for; `--json` has all. */
const TOLD = /^CPU$|^CPU own$|SM clock$|temperature$|power$/

/** The machine during a benchmark, in one line. */
export function describeMachine({ gpus, figures, samples }: TelemetrySummary): string {
  const spans = figures.flatMap(({ name, unit, min, max }) => {
    if (!TOLD.test(name)) return []
    const text = (value: number) => (unit === '' ? (100 * value).toFixed(0) : value.toFixed(0))
    const span = text(min) === text(max) ? text(min) : `${text(min)}–${text(max)}`
    return [`${name} ${span} ${unit === '' ? '%' : unit}`]
  })
  const names = gpus.map(
    ({ index, name, driverVersion }) => `GPU ${index} ${name}, driver ${driverVersion ?? 'unknown'}`,
  )
  return `Meanwhile (${samples} sample${samples === 1 ? '' : 's'}): ${[...names, ...spans].join('; ')}`
}

import type { ComparedMetric, Comparison } from '../../../shared/contract/comparison.ts'

export type ComparedSetting = Comparison['parameters']['differing'][number]

/** What is looked at first, in this order. */
export const MAIN_FIGURES = [
  'AP',
  'AP50',
  'AP75',
  'APs',
  'APm',
  'APl',
  'agreement',
  'FPS',
  'latency p50',
  'latency p99',
  'size',
  'memory',
] as const

export interface MergedRows {
  main: ComparedMetric[]
  others: ComparedMetric[]
  /** Settings that set runs apart. */
  differing: ComparedSetting[]
  /** The same wherever they are there at all, but not there for all: those of one kind of work only. */
  partial: ComparedSetting[]
  identical: ComparedSetting[]
}

const isMain = (name: string) => MAIN_FIGURES.some((main) => main === name)

function distinct(values: readonly unknown[]): number {
  return new Set(values.map((value) => JSON.stringify(value))).size
}

/** The rows of one table of all runs, with what is the same for all apart. */
export function mergedRows({ metrics, parameters, environment }: Comparison): MergedRows {
  const differing = [...parameters.differing, ...environment.differing]
  const present = ({ values }: ComparedSetting) => values.filter((value) => value !== null)
  const isPartial = (setting: ComparedSetting) => distinct(present(setting)) < 2
  const named = metrics.filter(({ values }) => values.some((value) => value !== null))
  return {
    main: MAIN_FIGURES.flatMap((name) => named.filter((metric) => metric.name === name)),
    others: named.filter(({ name }) => !isMain(name)),
    differing: differing.filter((setting) => !isPartial(setting)),
    partial: differing.filter(isPartial),
    identical: [...parameters.identical, ...environment.identical],
  }
}

/** A setting's value as text; nothing where the run has none. */
export function settingText(value: unknown): string | null {
  if (value === null || value === undefined) return null
  return typeof value === 'string' ? value : JSON.stringify(value)
}

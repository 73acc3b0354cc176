import type { RecordedSensitivity } from '../runs/sensitivity-record.ts'
import { formatValue, titleOf, valueOf } from '../stages/sensitivity/measured.ts'
import { seedLines } from '../stages/sensitivity/seed-summary.ts'
import type { SensitivityResult } from '../stages/sensitivity/sensitivity.ts'
import type { UnitEstimate } from '../stages/sensitivity/estimates.ts'
import type { SensitivityMode } from '../stages/sensitivity/ranked-layers.ts'
import type { FastMethod } from '../stages/sensitivity/spec.ts'
import { formatTable, type Column } from './table.ts'

const percent = (share: number | null): string => (share === null ? '–' : `${(100 * share).toFixed(2)}%`)
const decibels = (value: number | null): string => (value === null ? '–' : value.toFixed(1))

interface EstimateRow {
  readonly rank: number
  readonly estimate: UnitEstimate
}

/** What each method tells beside the share. */
const DETAILS: Record<FastMethod, readonly Column<EstimateRow>[]> = {
  overlap: [{ title: 'SQNR, dB', value: ({ estimate }) => decibels(estimate.sqnr), align: 'right' }],
  'first-order': [
    { title: 'activations', value: ({ estimate }) => percent(estimate.activations), align: 'right' },
    { title: 'weights', value: ({ estimate }) => percent(estimate.weights), align: 'right' },
  ],
  sqnr: [
    { title: 'SQNR, dB', value: ({ estimate }) => decibels(estimate.sqnr), align: 'right' },
    { title: 'of its block', value: ({ estimate }) => decibels(estimate.blockSqnr), align: 'right' },
  ],
}

function estimateTable({ layers, estimates, plan }: SensitivityResult, top: number): string {
  const byName = new Map(estimates.map((estimate) => [estimate.name, estimate]))
  const rows = layers.slice(0, top).flatMap(({ name, rank }): EstimateRow[] => {
    const estimate = byName.get(name)
    return estimate === undefined ? [] : [{ rank, estimate }]
  })
  return formatTable(rows, [
    { title: 'rank', value: ({ rank }) => String(rank), align: 'right' },
    { title: plan.by, value: ({ estimate }) => estimate.name },
    { title: 'share of error', value: ({ estimate }) => percent(estimate.value), align: 'right' },
    ...DETAILS[plan.fast.method],
  ])
}

/** Below this, another sample of images would give quite another order. */
const FIRM = 0.7

function reliabilityLines({ reliability, plan, images }: SensitivityResult): string[] {
  if (reliability === null) return []
  const { splitHalf, whole } = reliability
  const seen = plan.mode === 'fast' ? Math.min(plan.fast.images, images) : images
  const lines = [
    `Reliability of this order: ${whole.toFixed(2)} (two halves of the ${seen} images order the ${plan.by}s with Spearman ${splitHalf.toFixed(2)})`,
  ]
  if (whole >= FIRM) return lines
  return [...lines, `  Other images would give another order; ${ADVICE[plan.mode]}.`]
}

const ADVICE = {
  'one-off': '--mode one-on --metric overlap or more images tell more',
  'one-on': '--metric overlap or more images tell more',
  fast: 'more --fast-images tell more',
} as const satisfies Record<SensitivityMode, string>

function comparisonLine({
  run,
  mode,
  metric,
  correlation,
  attainable,
}: RecordedSensitivity['comparisons'][number]): string {
  const most =
    attainable === null ? '' : `; an order without error would reach about ${attainable.toFixed(2)}`
  return `Spearman with ${mode} by ${metric} (run ${run}): ${correlation.toFixed(2)}${most}`
}

function givenUpLines({ units, plan }: SensitivityResult): string[] {
  const seen = units.flatMap(({ value, measured }) => (value === null && measured ? [measured.images] : []))
  if (seen.length === 0) return []
  const [least, most] = [Math.min(...seen), Math.max(...seen)]
  const images = least === most ? String(least) : `${least} to ${most}`
  return [`Given up early: ${seen.length} ${plan.by}s, after ${images} images; none comes among the top`]
}

/** How much was looked at, and how long it took. */
function closingLine({ plan, units, images, verified, cumulative, timing }: SensitivityResult): string {
  const seconds = `in ${(timing.wallMs / 1000).toFixed(1)} s`
  if (plan.mode !== 'fast') return `${units.length} ${plan.by}s on ${images} images ${seconds}`
  const estimated = `${units.length} ${plan.by}s estimated from ${Math.min(plan.fast.images, images)} images`
  const measured = [
    ...(verified.length === 0 ? [] : [`${verified.length} of them`]),
    ...(cumulative.length === 0 ? [] : [`${cumulative.length} sets of the first ones`]),
  ]
  if (measured.length === 0) return `${estimated} ${seconds}`
  return `${estimated}, ${measured.join(' and ')} measured on ${images}, ${seconds}`
}

/** An analysis for people: the top as NVIDIA's scripts print it, or the estimates as a table. */
export function sensitivityText({ result, comparisons }: RecordedSensitivity, top: number): string {
  const { plan, baselines, verified, cumulative } = result
  const { mode, metric } = plan
  const title = titleOf(metric)
  const figure = (value: number): string => formatValue(value, metric)
  return [
    ...(baselines === null
      ? []
      : [
          `${title}: float ${figure(valueOf(baselines.float, metric))}, quantized ${figure(valueOf(baselines.quantized, metric))}`,
        ]),
    ...(mode === 'fast' ? [estimateTable(result, top)] : seedLines(result.units, mode, metric, top)),
    ...givenUpLines(result),
    ...(verified.length === 0 ? [] : seedLines(verified, 'one-off', metric, top)),
    ...cumulative.map(({ float, name, value }) => `${float} float (+ ${name}): ${title} ${figure(value)}`),
    ...reliabilityLines(result),
    ...comparisons.map(comparisonLine),
    closingLine(result),
  ].join('\n')
}

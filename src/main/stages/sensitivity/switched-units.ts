import type { StageContext } from '../../base/progress.ts'
import { withQuantizers } from '../../quant/quantizer-switches.ts'
import { scoreOf } from './compared-run.ts'
import type { ConfigurationMeter, MeasureOptions } from './configuration-meter.ts'
import type { EarlyDecision } from './early-decision.ts'
import { GraphCuts } from './graph-cuts.ts'
import { formatValue, halvesOf, titleOf, valueOf, type Measured, type SensitivityMetric } from './measured.ts'
import { isLook, resampledPrecision } from './resampled-figures.ts'
import type { RankedUnit, SensitivityMode, ValuedUnit } from './ranked-layers.ts'
import type { LoggedState, UnitLog } from './unit-log.ts'
import type { SensitivityUnit } from './units.ts'

/** What measuring one state after the other works with. */
export interface StateWork {
  readonly meter: ConfigurationMeter
  readonly log: UnitLog
  readonly metric: SensitivityMetric
  readonly context: StageContext
  /** Gives units up before all images were seen; none where it is absent. */
  readonly early?: EarlyDecision
  /** Of what early decisions draw. */
  readonly seed?: number
}

/** Measures every unit switched by itself, in the order of the graph, so that what comes before it is computed once. */
export async function* measureUnits(
  units: readonly SensitivityUnit[],
  mode: Exclude<SensitivityMode, 'fast'>,
  work: StateWork,
): AsyncGenerator<ValuedUnit> {
  const { meter, metric } = work
  const { quantized } = meter
  const base = mode === 'one-off' ? quantized : meter.floatModel
  const cuts = new GraphCuts(quantized.graph)
  const progress = progressOver(units.length, work)
  for (const [index, { name, readers }] of units.entries()) {
    const isOn = (reader: { name: string }): boolean => readers.has(reader.name) === (mode === 'one-on')
    const cut = { base, cuts, position: cuts.before([...readers]) }
    const own: number[] = []
    const options = {
      ...{ cut, signal: work.context.signal, isDecided: earlyEnd(work, own), inHalves: true },
      onImages: (images: number) => progress(index, name, images),
    }
    const { measured, milliseconds, scores } = await stateOf(
      `${mode} ${name}`,
      work,
      () => meter.measure(withQuantizers(quantized, isOn), options),
      own,
    )
    const isWhole = measured.images === meter.images
    const value = isWhole ? valueOf(measured, metric) : null
    if (scores !== undefined && value !== null) work.early?.finish(scores, value)
    progress(
      index + 1,
      name,
      0,
      value === null
        ? `given up after ${measured.images} images`
        : `${titleOf(metric)} ${formatValue(value, metric)}`,
    )
    yield { name, value, measured, milliseconds, halves: halvesOf(measured, metric) }
  }
}

/** Lets a unit end early, and keeps what that was decided by. */
function earlyEnd(
  { early, metric, meter, seed = 0 }: StateWork,
  scores: number[],
): MeasureOptions['isDecided'] {
  if (early === undefined) return undefined
  if (metric !== 'ap' && metric !== 'ap50')
    return (runs) => {
      scores.push(...runs.slice(scores.length).map((run) => scoreOf(run, metric)))
      return early.isDecided(scores)
    }
  return (runs, groundTruth) => {
    if (!isLook(runs.length) || runs.length >= meter.runs) return false
    const truth = groundTruth()
    if (truth !== null) scores.push(...resampledPrecision(runs, truth, metric, seed))
    return early.isDecided(scores)
  }
}

/** A step of the curve: the units up to this one are float. */
export interface CumulativeStep {
  /** The unit that was added. */
  readonly name: string
  /** How many are float. */
  readonly float: number
  readonly value: number
  readonly measured: Measured
  /** What it took. */
  readonly milliseconds: number
}

/** Measures the model with the first unit float, then with the first two, and so on. */
export async function* measureCumulative(
  order: readonly RankedUnit[],
  units: readonly SensitivityUnit[],
  work: StateWork,
): AsyncGenerator<CumulativeStep> {
  const { meter, metric } = work
  const readersOf = new Map(units.map(({ name, readers }) => [name, readers]))
  const float = new Set<string>()
  const progress = progressOver(order.length, work, 'cumulative')
  for (const [index, { name }] of order.entries()) {
    for (const reader of readersOf.get(name) ?? []) float.add(reader)
    const names = order.slice(0, index + 1).map((unit) => unit.name)
    const { measured, milliseconds } = await stateOf(`float ${names.join(' ')}`, work, () =>
      meter.measureFloatLayers(float, {
        signal: work.context.signal,
        onImages: (images) => progress(index, name, images),
      }),
    )
    const value = valueOf(measured, metric)
    progress(index + 1, name, 0, `${index + 1} float: ${titleOf(metric)} ${formatValue(value, metric)}`)
    yield { name, float: index + 1, value, measured, milliseconds }
  }
}

/** What a state comes to, measured unless that was done before. `scores` is what measuring fills. */
export async function stateOf(
  state: string,
  { log }: Pick<StateWork, 'log'>,
  measure: () => Promise<Measured>,
  scores: readonly number[] = [],
): Promise<LoggedState> {
  const known = log.find(state)
  if (known !== undefined) return known
  const started = performance.now()
  const measured = await measure()
  const milliseconds = performance.now() - started
  const logged = { state, measured, milliseconds, ...(scores.length > 0 ? { scores: [...scores] } : {}) }
  await log.keep(logged)
  return logged
}

/** Counts images over all states, so that the time left can be told; the last result is shown until the next. */
export function progressOver(
  total: number,
  { meter, context }: Pick<StateWork, 'meter' | 'context'>,
  phase = 'sensitivity',
): (index: number, label: string, images: number, detail?: string) => void {
  let last: string | undefined
  return (index, label, images, detail) => {
    last = detail === undefined ? last : `${label}: ${detail}`
    const done = index * meter.images + images
    context.onProgress?.({ phase, label, done, total: total * meter.images, unit: 'images', detail: last })
  }
}

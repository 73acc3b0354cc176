import type { StageContext } from '../../base/progress.ts'
import { withQuantizers } from '../../quant/quantizer-switches.ts'
import type { ConfigurationMeter, MeasureOptions } from './configuration-meter.ts'
import type { EarlyDecision } from './early-decision.ts'
import { GraphCuts } from './graph-cuts.ts'
import { formatValue, titleOf, valueOf, type Measured, type SensitivityMetric } from './measured.ts'
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
      ...{ cut, signal: work.context.signal, early: earlyEnd(work, own) },
      onImages: (images: number) => progress(index, name, images),
    }
    const { measured, milliseconds, scores } = await stateOf(
      `${mode} ${name}`,
      work,
      () => meter.measure(withQuantizers(quantized, isOn), options),
      own,
    )
    if (scores?.length === meter.runs) work.early?.finish(scores)
    const value = valueOf(measured, metric)
    progress(index + 1, name, 0, `${titleOf(metric)} ${formatValue(value, metric)}`)
    yield { name, value, measured, milliseconds }
  }
}

/** Lets a unit end early, and keeps how its runs came out. */
function earlyEnd({ early, metric }: StateWork, scores: number[]): MeasureOptions['early'] {
  if (early === undefined || (metric !== 'agreement' && metric !== 'sqnr')) return undefined
  const isDecided = (all: readonly number[]): boolean => {
    scores.push(...all.slice(scores.length))
    return early.isDecided(all)
  }
  return { metric, isDecided }
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

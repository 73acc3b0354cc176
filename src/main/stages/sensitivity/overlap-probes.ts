import type { StageContext } from '../../base/progress.ts'
import { withQuantizers } from '../../quant/quantizer-switches.ts'
import { sqnrOf } from './compared-run.ts'
import { sharesOf, type EstimateWork, type UnitEstimate } from './estimates.ts'
import { GraphCuts } from './graph-cuts.ts'
import { Sqnr } from '../output-sqnr.ts'
import { PredictionOverlap, type Predictions } from './prediction-overlap.ts'
import type { Probes } from './probes.ts'
import type { NamedOutputs } from './shard-messages.ts'

interface UnitLoss {
  readonly name: string
  /** Of every run. */
  readonly losses: readonly number[]
  readonly sqnr: number
}

/**
 * Measures every unit alone quantized on few images, from where it begins on: its share is what the predictions lose of
 * their overlap with the float model's, of what all units lose. Opening a model takes as long as some images, so that
 * units are shared out, not images: each of the probes sees all images and measures units of its own.
 */
export async function estimateByOverlap(
  work: EstimateWork,
  probes: readonly Probes[],
  context: StageContext = {},
): Promise<UnitEstimate[]> {
  const { units } = work
  let done = 0
  const onUnit = ({ name, sqnr }: UnitLoss): void =>
    context.onProgress?.({
      ...{ phase: 'estimate', label: name, done: ++done, total: units.length, unit: 'layers' },
      detail: `${name}: ${sqnr.toFixed(1)} dB`,
    })
  const shared = await Promise.all(
    probes.map((each, index) => {
      const own = units.filter((_, unit) => unit % probes.length === index)
      return measureLosses({ ...work, units: own }, each, onUnit, context.signal)
    }),
  )
  const found = units.map((_, unit) => shared[unit % probes.length][Math.floor(unit / probes.length)])
  const shares = sharesOf(found.map(({ losses }) => sumOf(losses)))
  return found.map(({ name, losses, sqnr }, index) => ({
    ...{ name, value: shares[index], activations: null, weights: null, sqnr, blockSqnr: null },
    halves: [
      sumOf(losses.filter((_, run) => run % 2 === 0)),
      sumOf(losses.filter((_, run) => run % 2 === 1)),
    ],
  }))
}

async function measureLosses(
  { quantized, detector, units }: EstimateWork,
  probes: Probes,
  onUnit: (unit: UnitLoss) => void,
  signal: AbortSignal | undefined,
): Promise<UnitLoss[]> {
  const base = withQuantizers(quantized, () => false)
  const overlap = new PredictionOverlap(detector)
  const expected: { outputs: NamedOutputs; predictions: Predictions[] }[] = []
  for await (const { images, outputs } of probes.run(base, { signal }))
    expected.push({ outputs, predictions: images.map((_, at) => overlap.predictions(outputs, at)) })
  const cuts = new GraphCuts(quantized.graph)
  const found: UnitLoss[] = []
  for (const { name, readers } of units) {
    const model = withQuantizers(quantized, (reader) => readers.has(reader.name))
    const cut = { base, cuts, position: cuts.before([...readers]) }
    const losses: number[] = []
    const sqnr = new Sqnr()
    for await (const { item, outputs } of probes.run(model, { cut, signal })) {
      const { predictions, outputs: float } = expected[item]
      const sums = predictions.map((each, position) => overlap.compare(each, outputs, position))
      losses.push(sums.reduce((lost, { kept, all }) => lost + all - kept, 0))
      sqnr.merge(sqnrOf(float, outputs))
    }
    found.push({ name, losses, sqnr: sqnr.decibels })
    onUnit(found[found.length - 1])
  }
  return found
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}

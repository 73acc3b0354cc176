import { amaxByMse } from '../../../calib/amax-mse.ts'
import { amaxByPercentile } from '../../../calib/amax-percentile.ts'
import { DEFAULT_PERCENTILE } from '../../../calib/methods.ts'
import type { Histogram } from '../../../calib/histogram.ts'
import { sqnrAt } from '../activation-ranges.ts'
import { changeModel, changeRecipe, counted, nodeOfTensor } from '../finding.ts'
import type { ActivationPoint } from '../../points.ts'
import { layerPattern } from '../../recipe-change.ts'
import { needsActivations, type AdviceRule } from '../rule.ts'
import { SOURCES } from '../sources.ts'

/** Three of the seven bits go to one value in ten thousand. The 83 tensors of YOLOv5n lie between 1.0 and 3.4. */
const FAR = 8
const POOR_DB = 20

/** Activations with a few values far beyond all others. */
export const activationOutliers: AdviceRule = {
  id: 'activation-outliers',
  title: 'activations with outliers far above the 99.99th percentile',
  sources: [SOURCES.integerPrinciples, SOURCES.yolov5nRanges],
  needs: needsActivations,
  find({ graph: { float, quantizers, recipe }, measured: { activations }, ranges }) {
    if (float === null || activations === null) return []
    const found = float.placement.activations.flatMap((point) => {
      const histogram = activations.histograms.get(point.tensor.name)
      const ratio = histogram === undefined ? 0 : outlierRatio(histogram)
      if (histogram === undefined || ratio < FAR) return []
      const db = sqnrAt(histogram, ranges.get(point.tensor.name) ?? histogram.max)
      return [{ point, ratio, db, byMse: sqnrAt(histogram, amaxByMse(histogram)) }]
    })
    if (found.length === 0) return []
    const hurt = found.filter(({ db }) => db < POOR_DB)
    const points = found.map(({ point }) => point)
    const byMax = quantizers.length === 0 && recipe.method === 'max'
    return [
      {
        severity: hurt.length > 0 || byMax ? 'warning' : 'info',
        title: `${counted(found.length, 'activation')} with outliers`,
        layers: readersOf(points),
        nodes: points.map(({ tensor }) => nodeOfTensor(tensor)),
        evidence: found.flatMap(({ point, ratio, db }) => [
          {
            what: 'largest value over the 99.99th percentile',
            value: ratio,
            unit: 'x',
            subject: point.tensor.name,
            measured: true,
          },
          {
            what: 'signal to noise as quantized',
            value: db,
            unit: 'dB',
            subject: point.tensor.name,
            measured: true,
          },
        ]),
        reason:
          'A scale that reaches the outliers leaves few levels for everything else; one that clips them loses them.',
        change: hurt.length > 0 || byMax ? changeFor(hurt, quantizers.length > 0) : null,
      },
    ]
  },
}

/** How far the largest value lies beyond 99.99% of all; 1 where there are none. */
export function outlierRatio(histogram: Histogram): number {
  return histogram.width === 0 ? 1 : histogram.max / amaxByPercentile(histogram, DEFAULT_PERCENTILE)
}

function readersOf(points: readonly ActivationPoint[]): string[] {
  return [...new Set(points.flatMap(({ readers }) => readers.map(({ name }) => name)))]
}

/** Calibration by mse, and the layers that this does not help stay float. */
function changeFor(hurt: readonly { point: ActivationPoint; byMse: number }[], quantized: boolean) {
  const lost = hurt.filter(({ byMse }) => byMse < POOR_DB).map(({ point }) => point)
  const exclude = readersOf(lost).map(layerPattern)
  const patch = { method: 'mse', ...(exclude.length > 0 && { exclude }) } as const
  const text =
    exclude.length === 0
      ? 'Calibrate by mse, which weighs clipping against coarseness.'
      : 'Calibrate by mse, and leave the layers float that read activations which that does not help.'
  return quantized ? changeModel('quantize-again', text, patch) : changeRecipe(patch, text)
}

import type { Comparison } from '../../../shared/contract/comparison.ts'
import type { ScatterPoint } from '../../charts/compare/trade-off-frame.ts'
import { precisionOf } from '../../theme/precision.ts'
import { accuracyNoise, metricOf, speedNoise } from './noise.ts'

/** The runs that have both accuracy and speed, with what either repeats to as noise. */
export function scatterPoints(
  comparison: Comparison,
  labels: readonly string[],
  accuracy = 'AP',
): ScatterPoint[] {
  const heights = metricOf(comparison, accuracy)?.values ?? []
  const speeds = metricOf(comparison, 'FPS')?.values ?? []
  return comparison.runs.flatMap((run, index) => {
    const x = speeds[index] ?? null
    const y = heights[index] ?? null
    if (x === null || y === null) return []
    return [
      {
        id: run.id,
        name: labels[index],
        x,
        y,
        precision: precisionOf(run.kind),
        xNoise: x * speedNoise(comparison, index),
        yNoise: accuracyNoise(accuracy),
        parentId: run.parentId,
      },
    ]
  })
}

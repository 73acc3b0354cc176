import { counted, nodeOfTensor } from '../finding.ts'
import type { Histogram } from '../../../calib/histogram.ts'
import { needsActivations, type AdviceRule } from '../rule.ts'
import { SOURCES } from '../sources.ts'

/** Activations that are not numbers, or nothing but zeros. */
export const brokenActivations: AdviceRule = {
  id: 'broken-activations',
  title: 'activations with NaN, infinities, or nothing but zeros',
  sources: [SOURCES.quantizedTypes],
  needs: needsActivations,
  find({ graph: { float }, measured: { activations } }) {
    if (float === null || activations === null) return []
    const points = float.placement.activations
    const broken = (what: (histogram: Histogram) => number) =>
      points.flatMap((point) => {
        const histogram = activations.histograms.get(point.tensor.name)
        const value = histogram === undefined ? 0 : what(histogram)
        return value > 0 ? [{ point, value }] : []
      })
    const kinds = [
      {
        variant: 'not-finite',
        severity: 'error',
        unit: 'values',
        found: broken(({ nan, infinite }) => nan + infinite),
      },
      {
        variant: 'zero',
        severity: 'warning',
        unit: 'values',
        found: broken((histogram) => (histogram.max === 0 ? histogram.total : 0)),
      },
    ] as const
    return kinds
      .filter(({ found }) => found.length > 0)
      .map(({ variant, severity, unit, found }) => ({
        variant,
        severity,
        title:
          variant === 'zero'
            ? `${counted(found.length, 'activation')} always zero`
            : `${counted(found.length, 'activation')} with NaN or infinities`,
        layers: [...new Set(found.flatMap(({ point }) => point.readers.map(({ name }) => name)))],
        nodes: found.map(({ point }) => nodeOfTensor(point.tensor)),
        evidence: found.map(({ point, value }) => ({
          what: variant === 'zero' ? 'zeros' : 'NaN and infinite values',
          value,
          unit,
          subject: point.tensor.name,
          measured: true,
        })),
        reason:
          variant === 'zero'
            ? 'The layers behind see nothing: dead weights before them, or images prepared in another way than in training.'
            : 'No scale holds such values: the float model itself is broken for these images, or they are prepared wrongly.',
        change: null,
      }))
  },
}

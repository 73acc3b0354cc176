import { QuantbenchError } from '../../../base/errors.ts'
import type { TensorHistogram } from '../../../../shared/contract/layer.ts'
import type { AnalysisInput } from '../analysis-calls.ts'
import { histogramView } from '../histogram-view.ts'
import { histogramsOf, quantizersOf, tableOf } from '../quantized-run.ts'

/** The histogram of an activation of a run. */
export function layerHistogram(files: AnalysisInput<'layers.histogram'>): TensorHistogram {
  const { tensor } = files
  const archive = histogramsOf(files.histograms)
  const histogram = archive.histogram(tensor)
  if (histogram === undefined)
    throw new QuantbenchError('USAGE', `Expected a tensor that the run calibrated, got ${tensor}`, {
      wayOut: 'Choose one of those that are listed with a histogram.',
    })
  return histogramView(tensor, histogram, { amax: usedAmax(files), percentile: archive.percentile })
}

/** What the model has; where that is gone, what its table says. */
function usedAmax({ model, table, tensor }: AnalysisInput<'layers.histogram'>): number | null {
  const quantizers = model === null ? [] : quantizersOf(model)
  const found = quantizers.find((quantizer) => quantizer.tensor === tensor && quantizer.kind === 'activation')
  if (found !== undefined) return found.amax[0]
  return table === null ? null : (tableOf(table).activations[tensor]?.used ?? null)
}

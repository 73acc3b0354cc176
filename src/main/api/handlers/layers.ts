import { QuantbenchError } from '../../base/errors.ts'
import { os } from '../implement.ts'
import { layerEvidenceFiles } from '../layer-evidence-files.ts'
import { quantizedRunFiles } from '../run-files.ts'

function noHistograms(run: string): QuantbenchError {
  return new QuantbenchError('USAGE', `Expected a run that kept its histograms, ${run} did not`, {
    wayOut: 'Calibrate again: runs of ptq and of the main job keep them.',
  })
}

export const layers = {
  ranges: os.layers.ranges.handler(({ input, context: { store, analysis }, signal }) =>
    analysis.ask('layers.ranges', quantizedRunFiles(store, input.run), signal),
  ),
  histogram: os.layers.histogram.handler(({ input, context: { store, analysis }, signal }) => {
    const { histograms, ...files } = quantizedRunFiles(store, input.run)
    if (histograms === null) throw noHistograms(input.run)
    return analysis.ask('layers.histogram', { ...files, histograms, tensor: input.tensor }, signal)
  }),
  evidence: os.layers.evidence.handler(({ input, context: { store, analysis }, signal }) =>
    analysis.ask('layers.evidence', layerEvidenceFiles(store, input.run), signal),
  ),
  weight: os.layers.weight.handler(({ input: { run, tensor, channel }, context, signal }) => {
    const files = quantizedRunFiles(context.store, run)
    return context.analysis.ask('layers.weight', { ...files, tensor, channel }, signal)
  }),
  calibrate: os.layers.calibrate.handler(({ input, context, signal }) =>
    context.analysis.ask('layers.calibrate', input, signal),
  ),
  fileHistogram: os.layers.fileHistogram.handler(({ input, context, signal }) =>
    context.analysis.ask('layers.fileHistogram', input, signal),
  ),
}

import { QuantbenchError } from '../../base/errors.ts'
import { os } from '../implement.ts'
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
  fileHistogram: os.layers.fileHistogram.handler(({ input, context, signal }) =>
    context.analysis.ask('layers.fileHistogram', input, signal),
  ),
}

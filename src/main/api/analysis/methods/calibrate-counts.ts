import { Histogram } from '../../../calib/histogram.ts'
import type { AnalysisInput, AnalysisOutput } from '../analysis-calls.ts'
import { histogramView } from '../histogram-view.ts'

/** What the calibrators say of given counts: the same code that calibrates models. */
export function calibrateCounts(
  input: AnalysisInput<'layers.calibrate'>,
): AnalysisOutput<'layers.calibrate'> {
  const { percentile } = input
  const width = Math.fround(input.width)
  const counts = Float64Array.from(input.counts)
  const last = counts.findLastIndex((count) => count > 0)
  const histogram = new Histogram({
    width,
    counts,
    max: Math.fround((last + 1) * width),
    nan: 0,
    infinite: 0,
  })
  return histogramView('', histogram, { amax: null, percentile })
}

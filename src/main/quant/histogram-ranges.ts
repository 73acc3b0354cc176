import type { Histogram } from '../calib/histogram.ts'
import { mergeHistograms } from '../calib/histogram-merge.ts'
import { computeAmax } from '../calib/methods.ts'
import type { RangeSource } from './resolve-ranges.ts'

/** Ranges from the histograms of a calibration, by tensor name; every method and every merge can be had. */
export function rangesFromHistograms(histograms: ReadonlyMap<string, Histogram>): RangeSource {
  return {
    amax(tensor, { method, percentile }) {
      const histogram = histograms.get(tensor)
      return histogram === undefined ? undefined : computeAmax(histogram, method, { percentile })
    },
    merged(tensors, { method, percentile }) {
      const found = tensors.flatMap((tensor) => histograms.get(tensor) ?? [])
      if (found.length < tensors.length) return undefined
      return computeAmax(mergeHistograms(found), method, { percentile })
    },
  }
}

import { basename } from 'node:path'
import { requireReadable } from '../../../base/regular-file.ts'
import { openFloatFile } from '../../../data/float-file.ts'
import { histogramOfFiles } from '../../../stages/calibrate-tensor.ts'
import type { TensorHistogram } from '../../../../shared/contract/layer.ts'
import type { AnalysisInput } from '../analysis-calls.ts'
import { histogramView } from '../histogram-view.ts'

/** The histogram of raw values in files, as a tensor of which no run knows. */
export function fileHistogram({ paths }: AnalysisInput<'layers.fileHistogram'>): TensorHistogram {
  for (const path of paths) requireReadable(path)
  const histogram = histogramOfFiles(paths.map(openFloatFile))
  const [first] = paths
  const name = paths.length === 1 ? basename(first) : `${basename(first)} and ${paths.length - 1} more`
  return histogramView(name, histogram, { amax: null })
}

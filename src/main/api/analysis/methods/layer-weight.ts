import { QuantbenchError } from '../../../base/errors.ts'
import type { Tensor } from '../../../base/tensor.ts'
import { channelRuns } from '../../../calib/channels.ts'
import { Histogram } from '../../../calib/histogram.ts'
import { openModelFile } from '../../../stages/model-file.ts'
import type { AnalysisInput, AnalysisOutput } from '../analysis-calls.ts'
import { histogramView } from '../histogram-view.ts'
import { quantizedWeights, weightErrors } from '../weight-errors.ts'

/** A quantized weight of a run: its channels, and the distribution of one of them or of all. */
export function layerWeight(input: AnalysisInput<'layers.weight'>): AnalysisOutput<'layers.weight'> {
  const { model, tensor, channel } = input
  const weight = model === null ? undefined : quantizedWeights(openModelFile(model).model.graph).get(tensor)
  if (weight === undefined)
    throw new QuantbenchError(
      'USAGE',
      `Expected a weight with float values in the run's model, got ${tensor}`,
      {
        wayOut: 'Choose one of the weights that are listed with an SQNR.',
      },
    )
  const { quantizer, values } = weight
  const { amax, axis } = quantizer
  const errors = weightErrors(weight)
  if (channel !== null && channel >= amax.length)
    throw new QuantbenchError('USAGE', `Expected a channel below ${amax.length}, got ${channel}`)
  const histogram = new Histogram()
  histogram.add(channel === null ? values.data : valuesOf(values, axis, channel))
  const used = channel === null ? Math.max(...amax) : amax[channel]
  return {
    tensor,
    axis,
    channels: amax.map((each, index) => ({ amax: each, sqnr: errors.channels[index] })),
    channel,
    histogram: histogramView(tensor, histogram, { amax: used }),
  }
}

/** All values of one channel, in memory order. */
function valuesOf(values: Tensor, axis: number | null, wanted: number): Float32Array {
  const runs = [...channelRuns(values, axis)].filter(({ channel }) => channel === wanted)
  const all = new Float32Array(runs.reduce((length, { start, end }) => length + end - start, 0))
  let at = 0
  for (const { start, end } of runs) {
    all.set(values.data.subarray(start, end), at)
    at += end - start
  }
  return all
}

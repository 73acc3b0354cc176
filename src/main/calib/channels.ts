import { QuantbenchError } from '../base/errors.ts'
import { sizeOf, type Tensor } from '../base/tensor.ts'

/** A contiguous piece of a tensor's data that belongs to one channel. */
export interface ChannelRun {
  readonly channel: number
  readonly start: number
  readonly end: number
}

/** Number of channels: the length of `axis`; 1 for null, which makes the whole tensor one channel. */
export function channelCount({ dims }: Tensor, axis: number | null): number {
  if (axis === null) return 1
  if (Number.isInteger(axis) && axis >= 0 && axis < dims.length) return dims[axis]
  throw new QuantbenchError(
    'CALIBRATION',
    `Expected a channel axis of shape [${dims.join(', ')}], got ${axis}`,
    { wayOut: 'Convolutions have their output channels on axis 0, transposed ones on axis 1.' },
  )
}

/** A tensor's data cut into runs of one channel each, in memory order. Throws CALIBRATION for an impossible axis. */
export function* channelRuns(tensor: Tensor, axis: number | null): Generator<ChannelRun> {
  const { data, dims } = tensor
  const channels = channelCount(tensor, axis)
  const inner = axis === null ? data.length : sizeOf(dims.slice(axis + 1))
  for (let start = 0, run = 0; start < data.length; start += inner, run++) {
    yield { channel: run % channels, start, end: start + inner }
  }
}

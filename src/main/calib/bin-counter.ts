import { CHUNK, LANES, STEP, createCountKernel, type CountKernel } from './count-kernel.ts'

let shared: CountKernel | undefined

function kernel(): CountKernel {
  return (shared ??= createCountKernel())
}

const bits = new Int32Array(1)
const magnitude = new Float32Array(bits.buffer)

/** What one pass over a batch found; its counts wait in the kernel until `take` or `discard`. */
export interface Pass {
  /** Largest |x|; Infinity or NaN when the batch holds such values. */
  readonly max: number
  /** Adds the counts to `counts`. */
  take(counts: Float64Array): void
  discard(): void
}

/**
 * Counts |x| of a batch (fewer than 2³² elements) into `bins` bins of [0, upper] and finds its maximum in the same
 * pass. A bin is trunc(|x| / upper · bins) in float32, as torch.histc has it; what lies above goes into the last bin.
 * One pass at a time: take or discard it before the next.
 */
export function countBins(values: Float32Array, bins: number, upper: number): Pass {
  const { chunk, counters, run } = kernel()
  let maxBits = 0
  let padding = 0
  for (let start = 0; start < values.length; start += CHUNK) {
    const length = Math.min(CHUNK, values.length - start)
    chunk.set(length === values.length ? values : values.subarray(start, start + length))
    padding = -length & (STEP - 1)
    chunk.fill(0, length, length + padding)
    maxBits = Math.max(maxBits, run((length + padding) * 4, bins, upper, bins - 1))
  }
  bits[0] = maxBits
  const used = counters.subarray(0, bins * LANES)
  return {
    max: magnitude[0],
    take(counts) {
      for (let bin = 0, lane = 0; bin < bins; bin++, lane += LANES) {
        counts[bin] += used[lane] + used[lane + 1] + used[lane + 2] + used[lane + 3]
      }
      counts[0] -= padding
      used.fill(0)
    },
    discard: () => void used.fill(0),
  }
}

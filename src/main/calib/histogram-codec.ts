import { z } from 'zod'
import { QuantbenchError } from '../base/errors.ts'
import { FIRST_BINS, Histogram } from './histogram.ts'

const schema = z.object({
  width: z.number().nonnegative(),
  max: z.number().nonnegative(),
  nan: z.int().nonnegative(),
  infinite: z.int().nonnegative(),
  bins: z.int().min(FIRST_BINS),
  /** Base64 of the counts as LEB128 numbers; a 0 is followed by how many zeros in a row it stands for. */
  counts: z.base64(),
})

/** A histogram as plain JSON, about 2 bytes a bin. */
export type SerializedHistogram = z.infer<typeof schema>

export function serializeHistogram(histogram: Histogram): SerializedHistogram {
  const { width, max, nan, infinite, bins, counts } = histogram
  return { width, max, nan, infinite, bins, counts: Buffer.from(encodeCounts(counts)).toString('base64') }
}

/** Reads what `serializeHistogram` wrote, from parsed JSON. Throws TABLE_INVALID. */
export function deserializeHistogram(json: unknown): Histogram {
  const parsed = schema.safeParse(json)
  if (!parsed.success) throw damaged(z.prettifyError(parsed.error))
  const { bins, counts, ...rest } = parsed.data
  return new Histogram({ ...rest, counts: decodeCounts(Buffer.from(counts, 'base64'), bins) })
}

function damaged(what: string): QuantbenchError {
  return new QuantbenchError('TABLE_INVALID', `Expected a saved histogram: ${what}`, {
    wayOut: 'Calibrate again to make a new one.',
  })
}

/** Counts as LEB128 numbers; a 0 is followed by how many zeros in a row it stands for. */
export function encodeCounts(counts: Float64Array): number[] {
  const bytes: number[] = []
  for (let bin = 0; bin < counts.length;) {
    const zeros = zerosFrom(counts, bin)
    pushNumber(bytes, counts[bin])
    if (zeros > 0) pushNumber(bytes, zeros)
    bin += Math.max(1, zeros)
  }
  return bytes
}

function zerosFrom(counts: Float64Array, first: number): number {
  let end = first
  while (end < counts.length && counts[end] === 0) end++
  return end - first
}

function pushNumber(bytes: number[], value: number): void {
  let rest = value
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
  bytes.push(rest)
}

/** Reads what `encodeCounts` wrote. Throws TABLE_INVALID. */
export function decodeCounts(bytes: Uint8Array, bins: number): Float64Array {
  const counts = new Float64Array(bins)
  let offset = 0
  const next = (): number => {
    let value = 0
    for (let place = 1; offset < bytes.length; place *= 128) {
      const byte = bytes[offset++]
      value += (byte & 127) * place
      if (byte < 128) return value
    }
    throw damaged(`${bins} counts, got fewer`)
  }
  for (let bin = 0; bin < bins;) {
    const count = next()
    counts[bin] = count
    bin += count === 0 ? Math.max(1, next()) : 1
  }
  if (offset < bytes.length) throw damaged(`${bins} counts, got more`)
  return counts
}

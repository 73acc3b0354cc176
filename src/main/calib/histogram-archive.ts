import { z } from 'zod'
import { QuantbenchError } from '../base/errors.ts'
import { decodeCounts, encodeCounts } from './histogram-codec.ts'
import { Histogram } from './histogram.ts'

const TITLE = Buffer.from('quantbench histograms 1\n')
/** Of the number of bytes of the header, behind the title. */
const LENGTH = 4

const headerSchema = z.object({
  /** In percent; what "percentile" stood for where they were counted. */
  percentile: z.number().gt(0).max(100),
  tensors: z.array(
    z.object({
      name: z.string(),
      width: z.number().nonnegative(),
      max: z.number().nonnegative(),
      nan: z.int().nonnegative(),
      infinite: z.int().nonnegative(),
      bins: z
        .int()
        .min(1)
        .max(1 << 20),
      /** Of its counts, behind those of the tensors before. */
      bytes: z.int().nonnegative(),
    }),
  ),
})

type Entry = z.output<typeof headerSchema>['tensors'][number]

/** Histograms of many tensors in one file; a tensor's is decoded when it is asked for. */
export interface HistogramArchive {
  readonly percentile: number
  readonly tensors: readonly string[]
  /** Undefined for a tensor that is not in it. Throws TABLE_INVALID. */
  histogram(tensor: string): Histogram | undefined
}

/**
 * Histograms as one binary file, about two bytes a bin: a line of title, the length of a JSON header (32 bits, little
 * endian), the header, and the counts of each tensor as `encodeCounts` writes them.
 */
export function encodeHistogramArchive(
  histograms: ReadonlyMap<string, Histogram>,
  percentile: number,
): Uint8Array {
  const counts = Array.from(histograms.values(), (histogram) => Buffer.from(encodeCounts(histogram.counts)))
  const tensors = Array.from(histograms, ([name, { width, max, nan, infinite, bins }], index): Entry => {
    return { name, width, max, nan, infinite, bins, bytes: counts[index].length }
  })
  const header = Buffer.from(JSON.stringify({ percentile, tensors }))
  const length = Buffer.alloc(LENGTH)
  length.writeUInt32LE(header.length)
  return Buffer.concat([TITLE, length, header, ...counts])
}

/** Opens what `encodeHistogramArchive` wrote; `name` stands in messages. Throws TABLE_INVALID. */
export function openHistogramArchive(bytes: Buffer, name: string): HistogramArchive {
  const start = TITLE.length + LENGTH
  if (bytes.length < start || !bytes.subarray(0, TITLE.length).equals(TITLE))
    throw damaged(name, 'it does not begin like one')
  const end = start + bytes.readUInt32LE(TITLE.length)
  const header = headerSchema.safeParse(jsonOf(bytes.toString('utf8', start, end)))
  if (!header.success) throw damaged(name, 'its header cannot be read')
  const { percentile, tensors } = header.data
  const places = new Map<string, { entry: Entry; from: number }>()
  let from = end
  for (const entry of tensors) {
    places.set(entry.name, { entry, from })
    from += entry.bytes
  }
  if (from !== bytes.length) throw damaged(name, `expected ${from} bytes, got ${bytes.length}`)
  return {
    percentile,
    tensors: tensors.map((entry) => entry.name),
    histogram(tensor) {
      const place = places.get(tensor)
      if (place === undefined) return undefined
      const { width, max, nan, infinite, bins, bytes: length } = place.entry
      const counts = decodeCounts(bytes.subarray(place.from, place.from + length), bins)
      return new Histogram({ width, max, nan, infinite, counts })
    },
  }
}

function damaged(name: string, what: string): QuantbenchError {
  return new QuantbenchError('TABLE_INVALID', `${name}: not a file of histograms: ${what}`, {
    wayOut: 'Calibrate again to make a new one.',
  })
}

/** Undefined for what is no JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

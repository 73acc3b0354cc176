import { QuantbenchError } from '../base/errors.ts'
import { LEVELS, scaleOf } from './scale.ts'

export type CacheAlgorithm = 'EntropyCalibration2' | 'MinMaxCalibration' | (string & {})

/** One tensor of a cache, by TensorRT's name for it. */
export interface CacheEntry {
  readonly name: string
  /** float32, amax / 127. */
  readonly scale: number
}

/** A TensorRT calibration cache: the ranges of `trtexec --int8 --calib`. */
export interface CalibrationCache {
  /** TensorRT's version number as in the header: 8600 for 8.6.0, 100300 for 10.3.0. */
  readonly version: number
  readonly algorithm: CacheAlgorithm
  readonly entries: readonly CacheEntry[]
}

const HEADER = /^TRT-(\d+)-(\w+)$/
// The name may hold colons itself, so the last one separates.
const ENTRY = /^(.*): ([0-9a-f]{1,8})$/i

/**
 * Reads a cache from the file's text: the header `TRT-<version>-<algorithm>`, then `name: <float32 in hexadecimal>`.
 * `path` stands in messages. Throws TABLE_INVALID with the line.
 */
export function parseCalibrationCache(text: string, path: string): CalibrationCache {
  const [header, ...lines] = text.split(/\r?\n/)
  const head = HEADER.exec(header)
  if (head === null) throw invalid(path, 1, 'TRT-<version>-<algorithm>', header)
  const entries = lines.flatMap((line, index): CacheEntry[] => {
    if (line === '') return []
    const entry = ENTRY.exec(line)
    if (entry === null) throw invalid(path, index + 2, '`name: <8 hexadecimal digits>`', line)
    return [{ name: entry[1], scale: float32OfBits(Number.parseInt(entry[2], 16)) }]
  })
  return { version: Number(head[1]), algorithm: head[2], entries }
}

/** Writes a cache; what was parsed comes back byte for byte. */
export function formatCalibrationCache({ version, algorithm, entries }: CalibrationCache): string {
  const lines = entries.map(({ name, scale }) => `${name}: ${bitsOfFloat32(scale).toString(16)}\n`)
  return `TRT-${version}-${algorithm}\n${lines.join('')}`
}

/** A cache of activation ranges, for the TensorRT version given as `8.6.1` or `10.3`. Throws USAGE for another form. */
export function calibrationCacheOf(
  amaxByTensor: Iterable<readonly [string, number]>,
  version: string,
): CalibrationCache {
  return {
    version: cacheVersion(version),
    algorithm: 'EntropyCalibration2',
    entries: Array.from(amaxByTensor, ([name, amax]) => ({ name, scale: scaleOf(amax) })),
  }
}

/** The amax that an entry's scale stands for. */
export function amaxOf({ scale }: CacheEntry): number {
  return Math.fround(scale * LEVELS)
}

/** TensorRT's `NV_TENSORRT_VERSION`: major · 1000 + minor · 100 + patch up to 9, major · 10000 + … from 10. */
export function cacheVersion(version: string): number {
  const parts = /^(\d+)\.(\d+)(?:\.(\d+))?/.exec(version)
  if (parts === null) {
    throw new QuantbenchError(
      'USAGE',
      `Expected a TensorRT version such as 8.6.1 or 10.3.0, got "${version}"`,
      {
        wayOut: 'Give the version of the TensorRT that will read the cache.',
      },
    )
  }
  const [major, minor, patch] = parts.slice(1).map((part) => Number(part || 0))
  return major * (major < 10 ? 1000 : 10000) + minor * 100 + patch
}

const bits = new DataView(new ArrayBuffer(4))

function float32OfBits(value: number): number {
  bits.setUint32(0, value)
  return bits.getFloat32(0)
}

function bitsOfFloat32(value: number): number {
  bits.setFloat32(0, value)
  return bits.getUint32(0)
}

function invalid(path: string, line: number, expected: string, got: string): QuantbenchError {
  const shown = got.length > 80 ? `${got.slice(0, 80)}…` : got
  return new QuantbenchError(
    'TABLE_INVALID',
    `${path}: expected a TensorRT calibration cache with ${expected} in line ${line}, got "${shown}"`,
    { wayOut: 'Use a cache that TensorRT or this program wrote.' },
  )
}

export type Direction = 'higher' | 'lower'

const HIGHER =
  /^(ap|ar|map)(\d|[sml]\b|\W|_|$)|precision|recall|\bf1|fps|throughput|speed|agreement|sqnr|psnr|accuracy|cosine/i
const LOWER = /latency|loss|error|drop|memory|size|bytes|wall|time|duration|seconds|clipped|\bmse/i
/** Milliseconds at the end of a name, as `p99Ms`; `params` is none. */
const ENDS_IN_MS = /(^|[_. ])ms$|Ms$/

const LOWER_UNITS = new Set([
  'ns',
  'µs',
  'us',
  'ms',
  's',
  'min',
  'B',
  'kB',
  'KB',
  'KiB',
  'MB',
  'MiB',
  'GB',
  'GiB',
  'W',
  '°C',
])
const HIGHER_UNITS = new Set(['fps', 'FPS', 'img/s', 'images/s', 'dB'])

/** A setting that an evaluation found best, not a figure of merit. */
const NEITHER = /confidence$/i

/** Which direction of a figure is an improvement, judged by its unit, then its name; undefined where neither tells. */
export function metricDirection(name: string, unit = ''): Direction | undefined {
  if (NEITHER.test(name)) return undefined
  if (HIGHER_UNITS.has(unit)) return 'higher'
  if (LOWER_UNITS.has(unit)) return 'lower'
  if (HIGHER.test(name)) return 'higher'
  return LOWER.test(name) || ENDS_IN_MS.test(name) ? 'lower' : undefined
}

/** Whether a value stands for "not defined": NaN, and the -1 of COCO's statistics. */
export function isAbsent(name: string, value: number): boolean {
  return Number.isNaN(value) || (value === -1 && /^(ap|ar)/i.test(name))
}

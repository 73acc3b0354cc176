import { resolve } from 'node:path'
import { z } from 'zod'
import { centreError } from '../../src/main/calib/amax-mse.ts'
import { Histogram } from '../../src/main/calib/histogram.ts'
import { computeAllAmax } from '../../src/main/calib/methods.ts'
import { scaleOf } from '../../src/main/calib/scale.ts'
import { readFloat32, readInt64 } from './binary.ts'
import { Comparison, type Check } from './check.ts'

const PERCENTILE = /^percentile_(.+)$/
/** Share of the least squared error by which a bin of a flat minimum may exceed it. */
const FLATNESS = 1e-5
/** Share of the counts that may lie in another bin: the reference's float32 counts round beyond 2²⁴. */
const COUNT_ROUNDING = 2 ** -23

const calibrationCase = z.object({
  name: z.string(),
  batches: z.array(z.string()),
  max: z.number(),
  /** Says what the reference does where there is no right answer; any finite positive amax will do then. */
  degenerate: z.string().optional(),
  histogram: z
    .object({ bins: z.int(), width: z.number(), counted: z.number(), counts: z.string() })
    .optional(),
  amax: z.record(z.string(), z.number()).optional(),
})

/** `manifest.json` of reference amaxes; `mse` has its tolerance in words. */
export const calibrationManifest = z.object({
  tolerance: z.object({ max: z.number(), percentile: z.number(), entropy: z.number() }),
  cases: z.array(calibrationCase),
})

type CalibrationCase = z.infer<typeof calibrationCase>
type CalibrationTolerance = z.infer<typeof calibrationManifest>['tolerance']

/** Streams the batches of a case and compares histogram and every amax; differences are relative. */
export function checkCalibration(
  folder: string,
  expected: CalibrationCase,
  tolerance: CalibrationTolerance,
): Check {
  const comparison = new Comparison(expected.name)
  const histogram = new Histogram()
  for (const batch of expected.batches) histogram.add(readFloat32(resolve(folder, batch)))
  const methods = Object.keys(expected.amax ?? {})
  const percentiles = methods.flatMap((method) => PERCENTILE.exec(method)?.[1] ?? []).map(Number)
  const amaxes = computeAllAmax(histogram, { percentiles })
  for (const [method, amax] of Object.entries(amaxes)) {
    comparison.holds(`${method}: ${amax} is no usable amax`, isUsable(amax))
  }
  comparison.relative('max', histogram.max, expected.max, tolerance.max)
  if (expected.degenerate !== undefined) return comparison.result()

  compareHistogram(comparison, folder, histogram, expected)
  for (const [method, value] of Object.entries(expected.amax ?? {})) {
    if (method === 'mse') compareMse(comparison, histogram, amaxes['mse'], value)
    else {
      const allowed = method === 'entropy' ? tolerance.entropy : tolerance.percentile
      comparison.relative(method, amaxes[method], value, allowed)
    }
  }
  return comparison.result()
}

function isUsable(amax: number): boolean {
  return Number.isFinite(amax) && amax > 0 && Number.isFinite(1 / scaleOf(amax))
}

function compareHistogram(
  comparison: Comparison,
  folder: string,
  histogram: Histogram,
  { histogram: expected }: CalibrationCase,
): void {
  if (expected === undefined) return
  const counts = readInt64(resolve(folder, expected.counts))
  comparison.relative('bins', histogram.bins, expected.bins, 0)
  comparison.relative('width', histogram.width, expected.width, 0)
  let moved = 0
  for (let bin = 0; bin < counts.length; bin++) moved += Math.abs(histogram.counts[bin] - counts[bin])
  comparison.within('share of values in other bins', moved / expected.counted, COUNT_ROUNDING)
}

/** Equal, or a bin of the same flat minimum: its squared error is within `FLATNESS` of that of the reference's bin. */
function compareMse(comparison: Comparison, histogram: Histogram, got: number, expected: number): void {
  const binOf = (amax: number): number => Math.trunc(amax / histogram.width)
  if (binOf(got) === binOf(expected)) {
    comparison.relative('mse', got, expected, 1e-6)
    return
  }
  const least = centreError(histogram.counts, binOf(expected))
  const error = centreError(histogram.counts, binOf(got))
  comparison.holds(
    `mse: amax ${got} instead of ${expected} has ${error / least} times the squared error`,
    Math.abs(error - least) <= least * FLATNESS,
  )
}

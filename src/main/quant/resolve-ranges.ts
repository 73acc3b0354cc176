import { QuantbenchError } from '../base/errors.ts'
import { matchesLayer } from './layer-filter.ts'
import type { ActivationPoint } from './points.ts'
import type { Calibrator, Recipe } from './recipe.ts'
import type { ScaleGroup } from './scale-groups.ts'

/** Observed ranges of activation tensors: from histograms, or from a saved table. */
export interface RangeSource {
  /** amax of a tensor by a method; undefined where the tensor was not observed or the method is not there. */
  amax(tensor: string, calibrator: Calibrator): number | undefined
  /** amax of the tensors' histograms added up; undefined where histograms are not at hand. */
  merged(tensors: readonly string[], calibrator: Calibrator): number | undefined
}

export interface ResolvedRanges {
  /** amax by tensor name, one entry a quantizer; equal within a group. */
  amax: Map<string, number>
  notes: string[]
}

/**
 * The amax of every activation quantizer: its own, or its group's by `recipe.sharedAmax`. Where merged histograms are
 * asked for and cannot be had, the group takes its largest amax, and a note says so.
 * Throws CALIBRATION where a tensor has no range or one that is not a finite number ≥ 0.
 */
export function resolveRanges(
  points: readonly ActivationPoint[],
  groups: readonly ScaleGroup[],
  source: RangeSource,
  recipe: Recipe,
): ResolvedRanges {
  const amax = new Map(points.map((point) => [point.tensor.name, rangeOf(point, source, recipe)]))
  const notes: string[] = []
  let fallbacks = 0
  for (const group of groups) {
    const { shared, fellBack } = sharedRange(group, amax, source, recipe)
    for (const { tensor } of group.points) amax.set(tensor.name, shared)
    if (fellBack) fallbacks++
  }
  if (fallbacks > 0) {
    notes.push(`scale groups that use their largest amax, for want of histograms to merge: ${fallbacks}`)
  }
  return { amax, notes }
}

function calibratorFor(point: ActivationPoint, { method, percentile, overrides }: Recipe): Calibrator {
  const special = overrides.find(({ layers }) => point.readers.some(({ name }) => matchesLayer(layers, name)))
  return special ?? { method, percentile }
}

function rangeOf(point: ActivationPoint, source: RangeSource, recipe: Recipe): number {
  const calibrator = calibratorFor(point, recipe)
  const name = point.tensor.name
  const amax = source.amax(name, calibrator)
  if (amax !== undefined && Number.isFinite(amax) && amax >= 0) return amax
  throw new QuantbenchError(
    'CALIBRATION',
    `Expected a ${calibrator.method} range of ${name}, the input of ${point.readers[0].name}, got ${amax ?? 'none'}`,
    { wayOut: 'Calibrate again with this model and recipe.' },
  )
}

function sharedRange(
  group: ScaleGroup,
  amax: ReadonlyMap<string, number>,
  source: RangeSource,
  recipe: Recipe,
): { shared: number; fellBack: boolean } {
  const names = group.points.map(({ tensor }) => tensor.name)
  const largest = Math.max(...names.map((name) => amax.get(name) ?? 0))
  if (recipe.sharedAmax === 'max') return { shared: largest, fellBack: false }
  if (recipe.sharedAmax === 'major') {
    return { shared: amax.get(group.major.tensor.name) ?? largest, fellBack: false }
  }
  const merged = source.merged(names, calibratorFor(group.major, recipe))
  return { shared: merged ?? largest, fellBack: merged === undefined }
}

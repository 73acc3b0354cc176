import { QuantbenchError } from '../base/errors.ts'
import { weightAmax } from '../calib/weights.ts'
import { weightAmaxByMse } from '../calib/weights-mse.ts'
import { constantOf } from '../onnx/constants.ts'
import { dimsOf, floatsOf } from '../onnx/tensor.ts'
import type { WeightPoint } from './points.ts'
import { matchesLayer } from './layer-filter.ts'
import type { Recipe, WeightMethod } from './recipe.ts'

/** amax of weights from elsewhere (a saved table, training), one a channel; undefined where it has none for a tensor. */
export type WeightRanges = (tensor: string, axis: number | null) => ArrayLike<number> | undefined

const BY_METHOD = { max: weightAmax, mse: weightAmaxByMse } satisfies Record<WeightMethod, unknown>

/**
 * amax of a weight tensor, one for each index of its axis: the given one, or computed from the weights by the
 * recipe's method for its layers. Throws CALIBRATION where the given one does not fit the tensor.
 */
export function weightRange(point: WeightPoint, recipe: Recipe, given?: WeightRanges): ArrayLike<number> {
  const { tensor, axis } = point
  const stored = constantOf(tensor)
  if (stored === null) throw new Error(`${tensor.name} is no constant`)
  const dims = dimsOf(stored)
  const amax = given?.(tensor.name, axis)
  if (amax === undefined) return BY_METHOD[methodFor(point, recipe)]({ data: floatsOf(stored), dims }, axis)
  const channels = axis === null ? 1 : dims[axis]
  if (amax.length === channels) return amax
  throw new QuantbenchError(
    'CALIBRATION',
    `Expected ${channels} channel ranges for the weights ${tensor.name}, got ${amax.length}`,
    { wayOut: 'Use ranges that were taken from this model.' },
  )
}

function methodFor({ readers }: WeightPoint, { weights, weightOverrides }: Recipe): WeightMethod {
  const special = weightOverrides.find(({ layers }) => readers.some(({ name }) => matchesLayer(layers, name)))
  return special?.weights ?? weights
}

import type { Model } from '../../onnx/model.ts'
import { quantizeModel, type QuantizedModel, type Ranges } from '../../quant/quantize-model.ts'
import type { Recipe } from '../../quant/recipe.ts'
import type { RangeSource } from '../../quant/resolve-ranges.ts'
import { sensitivityUnits, type SensitivityBy, type SensitivityUnit } from '../sensitivity/units.ts'
import { excludePatterns } from './exclude-patterns.ts'

/**
 * Quantizes one model again and again with different units float, each time as the recipe with their `exclude` patterns
 * says: what a search measures is what anybody gets who quantizes by these patterns.
 */
export class RangedQuantizer {
  readonly prepared: Model
  readonly recipe: Recipe
  /** With nothing float but what the recipe leaves float. */
  readonly base: Model
  private readonly ranges: Ranges

  /** @param prepared float, see `quantizeModel`, whose errors it throws */
  constructor(prepared: Model, recipe: Recipe, ranges: Ranges) {
    this.prepared = prepared
    this.recipe = recipe
    this.ranges = { ...ranges, activations: remembered(ranges.activations) }
    this.base = quantizeModel(prepared, recipe, this.ranges).model
  }

  /** What can be left float, in the order of the graph. */
  units(by: SensitivityBy): SensitivityUnit[] {
    return sensitivityUnits(this.base.graph, by, 'all')
  }

  /** The recipe that leaves these units float as well. */
  recipeFor(floatUnits: readonly SensitivityUnit[], all: readonly SensitivityUnit[]): Recipe {
    return { ...this.recipe, exclude: [...this.recipe.exclude, ...excludePatterns(floatUnits, all)] }
  }

  quantize(floatUnits: readonly SensitivityUnit[], all: readonly SensitivityUnit[]): QuantizedModel {
    return quantizeModel(this.prepared, this.recipeFor(floatUnits, all), this.ranges)
  }
}

/** Ranges that are computed once: the slow methods take longer than all the rest of a quantization. */
function remembered({ amax, merged }: RangeSource): RangeSource {
  const known = new Map<string, number | undefined>()
  const once = (key: unknown, compute: () => number | undefined): number | undefined => {
    const text = JSON.stringify(key)
    if (!known.has(text)) known.set(text, compute())
    return known.get(text)
  }
  return {
    amax: (tensor, calibrator) => once([tensor, calibrator], () => amax(tensor, calibrator)),
    merged: (tensors, calibrator) => once([tensors, calibrator], () => merged(tensors, calibrator)),
  }
}

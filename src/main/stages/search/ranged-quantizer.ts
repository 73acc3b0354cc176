import type { Model } from '../../onnx/model.ts'
import type { LearnedCorrections } from '../../qat/learned-corrections.ts'
import { observedTensors } from '../../quant/observed-tensors.ts'
import type { QuantizedModel, Ranges } from '../../quant/quantize-model.ts'
import type { Recipe } from '../../quant/recipe.ts'
import type { RangeSource } from '../../quant/resolve-ranges.ts'
import { quantizeCorrected } from '../reconstruct-by-recipe.ts'
import { sensitivityUnits, type SensitivityBy, type SensitivityUnit } from '../sensitivity/units.ts'
import { excludePatterns } from './exclude-patterns.ts'

/**
 * Quantizes one model again and again with different units float, each time as the recipe with their `exclude` patterns
 * says: what a search measures is what anybody gets who quantizes by these patterns.
 */
export class RangedQuantizer {
  readonly prepared: Model
  readonly recipe: Recipe
  readonly ranges: Ranges
  /** With nothing float but what the recipe leaves float. */
  readonly base: Model
  private readonly learned: LearnedCorrections | null

  /**
   * @param prepared float, see `quantizeModel`, whose errors it throws
   * @param learned what the recipe's `reconstruction` has come to
   */
  constructor(prepared: Model, recipe: Recipe, ranges: Ranges, learned: LearnedCorrections | null = null) {
    this.prepared = prepared
    this.recipe = recipe
    this.ranges = { ...ranges, activations: remembered(ranges.activations) }
    this.learned = learned
    this.base = quantizeCorrected(prepared, recipe, this.ranges, learned).model
  }

  /** One for another recipe, with the same ranges. Throws as `quantizeModel`. */
  with(recipe: Recipe, learned: LearnedCorrections | null = this.learned): RangedQuantizer {
    return new RangedQuantizer(this.prepared, recipe, this.ranges, learned)
  }

  /** Whether there is a range for every tensor that a recipe quantizes. */
  hasRanges(recipe: Recipe): boolean {
    const { activations } = this.ranges
    return observedTensors(this.prepared.graph, recipe).every(
      (tensor) => activations.amax(tensor, recipe) !== undefined,
    )
  }

  /** What can be left float, in the order of the graph. */
  units(by: SensitivityBy): SensitivityUnit[] {
    return sensitivityUnits(this.base.graph, by, 'all')
  }

  /** The recipe that leaves these units float as well. What was learned was learned with them quantized. */
  recipeFor(floatUnits: readonly SensitivityUnit[], all: readonly SensitivityUnit[]): Recipe {
    const { recipe } = this
    const { exclude, reconstruction } = recipe
    return {
      ...recipe,
      exclude: [...exclude, ...excludePatterns(floatUnits, all)],
      reconstruction: reconstruction && { ...reconstruction, exclude: reconstruction.exclude ?? exclude },
    }
  }

  quantize(floatUnits: readonly SensitivityUnit[], all: readonly SensitivityUnit[]): QuantizedModel {
    return quantizeCorrected(this.prepared, this.recipeFor(floatUnits, all), this.ranges, this.learned)
  }
}

const REMEMBERED = new WeakSet<RangeSource>()

/** Ranges that are computed once: the slow methods take longer than all the rest of a quantization. */
function remembered(source: RangeSource): RangeSource {
  if (REMEMBERED.has(source)) return source
  const { amax, merged } = source
  const known = new Map<string, number | undefined>()
  const once = (key: unknown, compute: () => number | undefined): number | undefined => {
    const text = JSON.stringify(key)
    if (!known.has(text)) known.set(text, compute())
    return known.get(text)
  }
  const result: RangeSource = {
    amax: (tensor, { method, percentile }) =>
      once([tensor, method, percentile], () => amax(tensor, { method, percentile })),
    merged: (tensors, { method, percentile }) =>
      once([tensors, method, percentile], () => merged(tensors, { method, percentile })),
  }
  REMEMBERED.add(result)
  return result
}

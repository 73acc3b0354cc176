import { matchesLayer } from '../../quant/layer-filter.ts'
import { recipeFrom, type QuantizedOperator, type Recipe } from '../../quant/recipe.ts'

/** Fields of a recipe that a change sets; lists are added to those of the recipe. */
export interface RecipePatch {
  readonly rules?: 'on'
  readonly add?: 'residual'
  readonly fp16?: true
  /** Pairs of layers whose input quantizers are to share a scale. */
  readonly match?: readonly (readonly [string, string])[]
  /** Patterns to add. */
  readonly exclude?: readonly string[]
  /** Layers that no pattern of the recipe is to exclude any longer. */
  readonly include?: readonly string[]
  /** Operators to quantize beside those that the recipe names. */
  readonly operators?: readonly QuantizedOperator[]
}

/** What to change in a recipe so that a finding goes away: for people, and as data that can be applied. */
export interface RecipeChange {
  readonly kind:
    | 'share-scales'
    | 'quantize-skip'
    | 'quantize-pool'
    | 'quantize-layers'
    | 'exclude-layers'
    | 'half-precision'
  /** Layers, as recipes name them, that the change is about. */
  readonly layers: readonly string[]
  readonly patch: RecipePatch
  /** One sentence. */
  readonly text: string
}

/** A recipe with changes applied in order; the given one stays. Throws RECIPE_INVALID for a change that does not fit. */
export function applyRecipeChanges(recipe: Recipe, changes: readonly RecipeChange[]): Recipe {
  let result = recipe
  for (const { patch } of changes) {
    const { match = [], exclude = [], operators = [], include = [], ...fields } = patch
    result = recipeFrom({
      ...result,
      ...fields,
      match: distinct([...result.match, ...match]),
      exclude: distinct([...result.exclude.filter((pattern) => !matchesAny(pattern, include)), ...exclude]),
      operators: distinct([...result.operators, ...operators]),
    })
  }
  return result
}

function matchesAny(pattern: string, layers: readonly string[]): boolean {
  return layers.some((layer) => matchesLayer(pattern, layer))
}

function distinct<Value>(values: readonly Value[]): Value[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()]
}

/** A layer's name as a pattern that fits it and what lies below it. */
export function patternOf(layer: string): string {
  return `${layer.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')}(?:\\.|$)`
}

/** Layers that read one tensor quantized at different scales get one. */
export function shareScales(layers: readonly string[]): RecipeChange {
  const [first, ...others] = [...new Set(layers)]
  const match = others.map((other) => [first, other] as const)
  return {
    kind: 'share-scales',
    layers: [...new Set(layers)],
    patch: match.length === 0 ? { rules: 'on' } : { match },
    text:
      match.length === 0
        ? "Switch TensorRT's scale rules on, so that tensors that meet have one scale."
        : `Let ${[first, ...others].join(', ')} share one input scale.`,
  }
}

/** The skip inputs of residual additions get a quantizer. */
export function quantizeSkip(additions: readonly string[]): RecipeChange {
  return {
    kind: 'quantize-skip',
    layers: additions,
    patch: { add: 'residual' },
    text: `Quantize the skip input of ${additions.join(', ') || 'the residual addition'}.`,
  }
}

/** Average pools are quantized, so that what arrives at them stays INT8. */
export function quantizePool(pools: readonly string[]): RecipeChange {
  return {
    kind: 'quantize-pool',
    layers: pools,
    patch: { operators: ['AveragePool', 'GlobalAveragePool'] },
    text: `Quantize the input of ${pools.join(', ') || 'the average pool'}, so that INT8 goes through it.`,
  }
}

/** Float layers between INT8 layers are quantized too. */
export function quantizeLayers(layers: readonly string[]): RecipeChange {
  return {
    kind: 'quantize-layers',
    layers,
    patch: { include: layers },
    text: `Quantize ${layers.join(', ')} too: take out of the recipe what keeps them float, a pattern or the float head.`,
  }
}

/** Layers are left float. */
export function excludeLayers(layers: readonly string[]): RecipeChange {
  return {
    kind: 'exclude-layers',
    layers,
    patch: { exclude: layers.map(patternOf) },
    text: `Leave ${layers.join(', ')} float.`,
  }
}

/** The float rest runs in half precision. */
export function halfPrecision(layers: readonly string[]): RecipeChange {
  return {
    kind: 'half-precision',
    layers,
    patch: { fp16: true },
    text: 'Convert the float rest of the model to FP16, or build with FP16 allowed.',
  }
}

import { layerPattern, type RecipePatch } from '../../quant/recipe-change.ts'
import { sentence, type Sentence } from './sentence.ts'

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
  readonly text: Sentence
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
        ? sentence('use-scale-rules')
        : sentence('share-scales', { layers: [first, ...others] }),
  }
}

/** The skip inputs of residual additions get a quantizer. */
export function quantizeSkip(additions: readonly string[]): RecipeChange {
  return {
    kind: 'quantize-skip',
    layers: additions,
    patch: { add: 'residual' },
    text: sentence('quantize-skip', { layers: additions }),
  }
}

/** Average pools are quantized, so that what arrives at them stays INT8. */
export function quantizePool(pools: readonly string[]): RecipeChange {
  return {
    kind: 'quantize-pool',
    layers: pools,
    patch: { operators: ['AveragePool', 'GlobalAveragePool'] },
    text: sentence('quantize-pool', { layers: pools }),
  }
}

/** Float layers between INT8 layers are quantized too. */
export function quantizeLayers(layers: readonly string[]): RecipeChange {
  return {
    kind: 'quantize-layers',
    layers,
    patch: { include: layers },
    text: sentence('quantize-layers', { layers }),
  }
}

/** Layers are left float. */
export function excludeLayers(layers: readonly string[]): RecipeChange {
  return {
    kind: 'exclude-layers',
    layers,
    patch: { exclude: layers.map(layerPattern) },
    text: sentence('exclude-layers', { layers }),
  }
}

/** The float rest runs in half precision. */
export function halfPrecision(layers: readonly string[]): RecipeChange {
  return {
    kind: 'half-precision',
    layers,
    patch: { fp16: true },
    text: sentence('half-precision'),
  }
}

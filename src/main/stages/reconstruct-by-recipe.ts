import type { StageContext } from '../base/progress.ts'
import type { Dataset } from '../data/dataset.ts'
import type { Preprocess } from '../data/preprocess.ts'
import type { Model } from '../onnx/model.ts'
import { withCorrections, type LearnedCorrections } from '../qat/learned-corrections.ts'
import { matchesLayer } from '../quant/layer-filter.ts'
import { quantizeModel, type QuantizedModel, type Ranges } from '../quant/quantize-model.ts'
import type { Recipe, ReconstructionRecipe } from '../quant/recipe.ts'
import { reconstructModel, type Reconstruction, type ReconstructOptions } from './reconstruct.ts'

/** A recipe that has something learned. */
export type ReconstructingRecipe = Recipe & { readonly reconstruction: ReconstructionRecipe }

/** Whether anything is learned by a recipe. */
export function reconstructs(recipe: Recipe): recipe is ReconstructingRecipe {
  const { reconstruction } = recipe
  return reconstruction !== null && reconstruction.biasCorrection.length + reconstruction.adaround.length > 0
}

/** The recipe that everything is learned by: other layers may be float then than in the end. */
export function learningRecipe(recipe: ReconstructingRecipe): Recipe {
  return { ...recipe, exclude: recipe.reconstruction.exclude ?? recipe.exclude }
}

/**
 * Learns what a recipe's `reconstruction` asks for, for all layers that are quantized while it learns; which of them
 * take it over is decided by `quantizeCorrected`. So a recipe that leaves a layer more float takes over the same.
 * Throws as `quantizeModel` and `reconstructModel`.
 */
export function learnByRecipe(
  prepared: Model,
  recipe: ReconstructingRecipe,
  ranges: Ranges,
  images: { readonly dataset: Dataset; readonly preprocess: Preprocess },
  options: Pick<ReconstructOptions, 'device' | 'threads' | 'onBadImage'>,
  context: StageContext = {},
): Promise<Reconstruction> {
  const { biasCorrection, adaround, steps, seed } = recipe.reconstruction
  const { model } = quantizeModel(prepared, learningRecipe(recipe), ranges)
  const learning = {
    ...{ ...options, seed, biasCorrection: biasCorrection.length > 0 },
    adaround: adaround.length > 0 && { steps: steps ?? undefined },
  }
  return reconstructModel(model, prepared, images.dataset, images.preprocess, learning, context)
}

/** Quantizes by a recipe, with what was learned for the layers that are to have it. Throws as `quantizeModel`. */
export function quantizeCorrected(
  prepared: Model,
  recipe: Recipe,
  ranges: Ranges,
  learned: LearnedCorrections | null,
): QuantizedModel {
  const quantized = quantizeModel(prepared, recipe, ranges)
  if (learned === null || !reconstructs(recipe)) return quantized
  const { biasCorrection, adaround } = recipe.reconstruction
  const isAmong = (patterns: readonly string[]) => (layer: string) =>
    patterns.some((pattern) => matchesLayer(pattern, layer))
  const wanted = { biasCorrection: isAmong(biasCorrection), adaround: isAmong(adaround) }
  return { ...quantized, model: withCorrections(quantized.model, learned, wanted) }
}

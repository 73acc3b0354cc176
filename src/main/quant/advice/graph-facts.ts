import { layersOf, type Layer } from '../../onnx/layers.ts'
import type { Model } from '../../onnx/model.ts'
import { findHead, type Head } from '../head.ts'
import { readQuantizers, type Quantizer } from '../read-quantizers.ts'
import type { Recipe } from '../recipe.ts'
import { floatFacts, type FloatFacts } from './float-facts.ts'

/** What a model's file says. */
export interface GraphFacts {
  /** As it lies in the file. */
  readonly model: Model
  /** How a float model is to be quantized. */
  readonly recipe: Recipe
  readonly layers: readonly Layer[]
  readonly head: Head
  /** Empty for a float model. */
  readonly quantizers: readonly Quantizer[]
  /** Null where the model cannot be prepared. */
  readonly float: FloatFacts | null
  /** Why it cannot; null where it can. */
  readonly problem: string | null
}

/**
 * The facts of a model for a recipe. `inputDims` are the shapes of its inputs for one image, by name. The model is not
 * changed.
 */
export function graphFacts(
  model: Model,
  recipe: Recipe,
  inputDims: ReadonlyMap<string, readonly number[]> = new Map(),
): GraphFacts {
  const { graph } = model
  const layers = layersOf(graph)
  const quantizers = readQuantizers(graph)
  const float = floatFacts(model, quantizers, recipe, inputDims)
  return {
    model,
    recipe,
    layers,
    head: findHead(graph, layers),
    quantizers,
    float: 'problem' in float ? null : float,
    problem: 'problem' in float ? float.problem : null,
  }
}

/** Multiply-accumulates of some layers as a share of all, in percent; 0 where they are not known. */
export function macsPercent({ macs }: FloatFacts, layers: readonly Layer[]): number {
  const total = macs.values().reduce((sum, value) => sum + value, 0)
  const some = layers.reduce((sum, { name }) => sum + (macs.get(name) ?? 0), 0)
  return total === 0 ? 0 : (100 * some) / total
}

import { QuantbenchError } from '../base/errors.ts'
import type { Model } from '../onnx/model.ts'
import { applyPass } from '../onnx/passes/pass.ts'
import { toFp16, type HalfResult } from '../onnx/passes/to-fp16.ts'
import { upgradeOpset } from '../onnx/passes/upgrade-opset.ts'
import { copyModel } from '../session/taps.ts'
import { insertQdq } from './insert-qdq.ts'
import { placeQuantizers } from './placement.ts'
import type { Exclusion } from './points.ts'
import { readQuantizers, type Quantizer } from './read-quantizers.ts'
import type { Recipe } from './recipe.ts'
import { resolveRanges, type RangeSource } from './resolve-ranges.ts'
import { layersOfGroup, scaleGroups } from './scale-groups.ts'
import { weightRange, type WeightRanges } from './weight-ranges.ts'

/** What quantization needs beside the model. */
export interface Ranges {
  activations: RangeSource
  /** Where absent, or for weights that it lacks, ranges are computed from the weights by the recipe's method. */
  weights?: WeightRanges
}

export interface QuantizedModel {
  model: Model
  quantizers: Quantizer[]
  excluded: Exclusion[]
  /** Readers of the quantizers that share a scale, one list a group. */
  scaleGroups: string[][]
  notes: string[]
  /** What the conversion of the float rest did; null unless the recipe asks for it. */
  half: HalfResult | null
}

/** The first operator set whose Q/DQ take half-precision scales. */
const HALF_OPSET = 19

/**
 * Quantizes a float model by a recipe: chooses the points, joins them into scale groups, resolves the ranges, inserts
 * the Q/DQ pairs and, with `fp16`, brings the float rest and the scales to half precision at opset 19 or newer (inputs
 * and outputs stay float32). The given model is not changed. It should have been through `prepare`, and the ranges be
 * those of the prepared model: a BatchNorm that is still there or weights behind other nodes keep layers float.
 * Throws MODEL_INVALID for a model that has quantizers already, MODEL_OPSET below opset 13, CALIBRATION for missing
 * ranges, RECIPE_INVALID for layers that `match` names in vain.
 */
export function quantizeModel(model: Model, recipe: Recipe, ranges: Ranges): QuantizedModel {
  requireFloat(model)
  const result = copyModel(model)
  if (recipe.fp16) applyPass(upgradeOpset(HALF_OPSET), result)
  const { graph } = result
  const placement = placeQuantizers(graph, recipe)
  const groups = scaleGroups(graph, placement, recipe)
  const resolved = resolveRanges(placement.activations, groups, ranges.activations, recipe)
  insertQdq(
    result,
    placement.activations.map((point) => ({ point, amax: resolved.amax.get(point.tensor.name) ?? 0 })),
    placement.weights.map((point) => ({ point, amax: weightRange(point, recipe, ranges.weights) })),
  )
  const half = recipe.fp16 ? applyPass(toFp16(), result) : null
  return {
    model: result,
    quantizers: readQuantizers(graph),
    excluded: placement.excluded,
    scaleGroups: groups.map(layersOfGroup),
    notes: [...placement.notes, ...resolved.notes],
    half,
  }
}

const QUANTIZED_OPERATORS = new Set([
  'QuantizeLinear',
  'DequantizeLinear',
  'DynamicQuantizeLinear',
  'QLinearConv',
  'QLinearMatMul',
  'ConvInteger',
  'MatMulInteger',
])

function requireFloat({ graph }: Model): void {
  const quantized = graph.nodes.find(({ opType }) => QUANTIZED_OPERATORS.has(opType))
  if (quantized === undefined) return
  throw new QuantbenchError('MODEL_INVALID', `Expected a float model, got one with ${quantized.describe()}`, {
    wayOut: 'Quantize the float model that this one was made from.',
  })
}

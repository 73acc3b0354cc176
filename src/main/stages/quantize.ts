import { computeMethods } from '../calib/methods.ts'
import type { CalibrationTable } from '../calib/table.ts'
import type { Model } from '../onnx/model.ts'
import { prepare } from '../onnx/passes/prepare.ts'
import { rangesFromHistograms } from '../quant/histogram-ranges.ts'
import { observedTensors } from '../quant/observed-tensors.ts'
import { quantizeModel, type QuantizedModel } from '../quant/quantize-model.ts'
import type { Recipe } from '../quant/recipe.ts'
import { rangesFromTable, weightRangesFromTable } from '../quant/table-ranges.ts'
import { copyModel } from '../session/taps.ts'
import type { Calibration } from './calibrate.ts'

/** A copy of a model, made ready for quantization; its outputs are the same. */
export function preparedCopy(model: Model): Model {
  const copy = copyModel(model)
  prepare(copy)
  return copy
}

/** Activation tensors that any of the recipes needs the range of, each once. */
export function tensorsToObserve(prepared: Model, recipes: readonly Recipe[]): string[] {
  return [...new Set(recipes.flatMap((recipe) => observedTensors(prepared.graph, recipe)))]
}

/** Quantizes a prepared model from what a calibration observed. Throws what `quantizeModel` throws. */
export function quantizeCalibrated(
  prepared: Model,
  recipe: Recipe,
  calibration: Calibration,
): QuantizedModel {
  return quantizeModel(prepared, recipe, { activations: rangesFromHistograms(calibration.histograms) })
}

/** Quantizes a prepared model from a saved table, without images. Throws what `quantizeModel` throws. */
export function quantizeFromTable(prepared: Model, recipe: Recipe, table: CalibrationTable): QuantizedModel {
  return quantizeModel(prepared, recipe, {
    activations: rangesFromTable(table),
    weights: weightRangesFromTable(table),
  })
}

/** What a calibration found out, as a table that can be saved and used again: every method's amax of every tensor. */
export function calibrationTable(
  source: CalibrationTable['model'],
  recipe: Recipe,
  calibration: Calibration,
  quantized: QuantizedModel,
): CalibrationTable {
  const { method, percentile } = recipe
  const quantizers = new Map(
    quantized.quantizers.flatMap(({ kind, tensor, amax }) =>
      kind === 'activation' ? [[tensor, amax[0]]] : [],
    ),
  )
  const activations = Array.from(calibration.histograms, ([tensor, histogram]) => {
    const methods = computeMethods(histogram, { percentile })
    return [tensor, { amax: methods[method], methods, used: quantizers.get(tensor) }] as const
  })
  const weights = quantized.quantizers.flatMap(({ kind, tensor, axis, amax }) =>
    kind === 'weight' ? [[tensor, { axis, amax }] as const] : [],
  )
  return {
    version: 1,
    model: source,
    images: calibration.images,
    method,
    percentile,
    activations: Object.fromEntries(activations),
    weights: Object.fromEntries(weights),
  }
}

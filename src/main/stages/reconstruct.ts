import type { StageContext } from '../base/progress.ts'
import type { Dataset } from '../data/dataset.ts'
import { DecodePool } from '../data/decode-pool.ts'
import type { Preprocess } from '../data/preprocess.ts'
import type { Model } from '../onnx/model.ts'
import { adaround, type AdaRoundOptions, type AdaRoundReport } from '../qat/adaround/adaround.ts'
import { correctBiases, type BiasCorrectionReport } from '../qat/bias-correction/correct-biases.ts'
import { learnedWeights, type LearnedCorrections } from '../qat/learned-corrections.ts'
import type { SessionOptions } from '../session/session.ts'
import { calibrationImages } from './calibration-images.ts'

export interface ReconstructOptions extends SessionOptions {
  biasCorrection: boolean
  /** Learn the rounding of the weights; false leaves it out. */
  adaround: false | Pick<AdaRoundOptions, 'steps' | 'images'>
  seed?: number
  onBadImage?: 'skip' | 'stop'
}

export interface Reconstruction {
  model: Model
  /** The same layer by layer, for other quantizations of the float model. */
  learned: LearnedCorrections
  adaround: AdaRoundReport | null
  biasCorrection: BiasCorrectionReport | null
}

/**
 * Brings a quantized model closer to its float parent on unlabelled images, without another operator in it: first its
 * biases, then the rounding of its weights. The other way round, correction undoes what was learned, since roundings
 * are chosen for the biases that they saw (YOLOv5n, mse, head quantized: output SQNR 36.7 dB, 39.0 corrected, 40.9
 * learned, 41.3 in this order, 35.0 in the other). Throws what `adaround`, `correctBiases` and images throw.
 */
export async function reconstructModel(
  quantized: Model,
  prepared: Model,
  dataset: Dataset,
  preprocess: Preprocess,
  options: ReconstructOptions,
  context: StageContext = {},
): Promise<Reconstruction> {
  const { device, threads, seed, onBadImage } = options
  const pool = new DecodePool()
  try {
    const images = calibrationImages(dataset, preprocess, { pool, onBadImage }, context)
    const corrected = options.biasCorrection
      ? await correctBiases(quantized, prepared, images, { device, threads }, context)
      : null
    const model = corrected?.model ?? quantized
    const rounded =
      options.adaround === false
        ? null
        : await adaround(model, prepared, images, { device, threads, seed, ...options.adaround }, context)
    return {
      model: rounded?.model ?? model,
      learned: {
        shifts: corrected?.shifts ?? new Map(),
        weights: rounded === null ? new Map() : learnedWeights(rounded.model),
      },
      biasCorrection: corrected?.report ?? null,
      adaround: rounded?.report ?? null,
    }
  } finally {
    await pool.close()
  }
}

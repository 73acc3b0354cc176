import type { AugmentSettings } from '../../src/main/data/augment/settings.ts'
import type { LossGains } from './loss.ts'

/** Everything that a training's result depends on besides its data. */
export interface TrainingRecipe {
  readonly seed: number
  /** Side of the square input in pixels. */
  readonly side: number
  /** Images a step, and images a run of the training graph: the batch of batch normalisation. */
  readonly batch: number
  readonly microBatch: number
  readonly epochs: number
  /** Epochs at the end that see the images as they are, but for mirroring. */
  readonly plainEpochs: number
  readonly augment: AugmentSettings
  /** AdamW's learning rate at its peak and at the end, its warm-up in steps, and its weight decay of filters. */
  readonly rate: { readonly peak: number; readonly final: number; readonly warmup: number }
  readonly weightDecay: number
  /** Longest gradient. */
  readonly clip: number
  readonly gains: LossGains
  /** Share of the running statistics that a step keeps. */
  readonly statisticsKept: number
  /** Share of the averaged weights that a step keeps once the average has settled, after some `settle` steps. */
  readonly average: { readonly kept: number; readonly settle: number }
}

/** Images that the generator makes for the training of the bundled detector. */
export const DEMO_TRAINING_IMAGES = 6000

/**
 * How the bundled detector was trained. Generated images are cheaper than varied ones: there are many, and augmentation
 * does little. The class part is YOLOv5's mean over classes, here half of their sum.
 */
export const DEMO_RECIPE: TrainingRecipe = {
  seed: 1,
  side: 256,
  batch: 16,
  microBatch: 8,
  epochs: 12,
  plainEpochs: 3,
  augment: { flip: 0.5, scale: 0.3, mosaic: 0.1, colour: 0.2 },
  rate: { peak: 3e-3, final: 3e-5, warmup: 300 },
  weightDecay: 0.02,
  clip: 10,
  gains: { box: 1, objectness: 2, classes: 6, balance: [4, 1, 0.4] },
  statisticsKept: 0.97,
  average: { kept: 0.998, settle: 500 },
}

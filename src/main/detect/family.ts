import type { Tensor } from '../base/tensor.ts'
import type { Candidates } from './candidates.ts'
import type { ScoreSettings } from './prediction-rows.ts'
import type { PreprocessDefaults } from './preprocess-defaults.ts'
import type { Signature } from './signature.ts'

/** Output tensors of one batch by name; the first dimension counts images, except where a family says otherwise. */
export type Outputs = ReadonlyMap<string, Tensor>

/** What decoding one image needs to know beside the outputs. */
export interface DecodeSetup extends ScoreSettings {
  /** Position of the image in the batch. */
  readonly image: number
  /** Size in pixels of what went into the network. */
  readonly width: number
  readonly height: number
}

/**
 * Appends the boxes of one image that score above the confidence to the sink, corners in pixels of the network's
 * input. Throws MODEL_FAMILY where an output is missing or has another shape than the family expects.
 */
export type Decode = (outputs: Outputs, setup: DecodeSetup, sink: Candidates) => void

/** How sure a family is of its own: the most certain one is chosen. */
export const CERTAINTY = { certain: 0.95, likely: 0.8, possible: 0.5, doubtful: 0.2 } as const

/** A family's reading of a model. */
export interface Recognition {
  /** 0 … 1, see CERTAINTY. */
  readonly score: number
  /** What was seen, in one sentence without a full stop. */
  readonly reason: string
  /** Number of classes; null where the outputs do not tell. */
  readonly classes: number | null
  /** Whether class numbers count from 0 or are the dataset's category ids. */
  readonly labels: 'index' | 'category-id'
  readonly decode: Decode
}

/** A kind of detector: how its exports look, what they want to see, and what their outputs mean. */
export interface DetectorFamily {
  readonly id: string
  readonly title: string
  /** The outputs it is known by, for messages. */
  readonly expects: string
  readonly preprocess: PreprocessDefaults
  /** True where overlapping boxes are still to be suppressed. */
  readonly needsNms: boolean
  recognise(signature: Signature): Recognition | null
}

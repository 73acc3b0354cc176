import type { ErrorCode } from '../base/errors.ts'
import type { SampleDraw } from './augment/sample-draw.ts'
import type { Placement, Target } from './letterbox.ts'
import type { Preprocess } from './preprocess.ts'

/** One batch to decode and preprocess. */
export interface DecodeRequest {
  readonly files: readonly string[]
  readonly spec: Preprocess
  readonly target: Target
  /** Room for 3 × height × width float32 values an image; it travels to the worker and back without a copy. */
  readonly buffer: ArrayBuffer
  /** Augments the images: what was drawn for each sample, which takes one file or the next four. */
  readonly draws?: readonly SampleDraw[]
}

/** Why an image could not be decoded. */
export interface ImageFailure {
  readonly code: ErrorCode
  readonly message: string
  readonly wayOut: string | undefined
}

/**
 * A batch; the images that could be decoded lie one after the other at the start of the buffer. Augmented samples lie
 * each at its own place, and those with an image that could not be decoded are of no use.
 */
export interface DecodeReply {
  readonly buffer: ArrayBuffer
  /** One a file, in order; of augmented images as they are placed without augmentation. */
  readonly outcomes: readonly (Placement | ImageFailure)[]
  /** Time the worker spent on it, in ms. */
  readonly milliseconds: number
}

import { Candidates } from './candidates.ts'
import type { Decode, Outputs } from './family.ts'
import { NonMaxSuppression, type ImageDetections } from './nms.ts'
import { checkedNms, type NmsSettings } from './nms-settings.ts'

/** What a detector needs of a recognised model. */
export interface DetectorParts {
  readonly decode: Decode
  /** True where overlapping boxes are still to be suppressed. */
  readonly needsNms: boolean
}

/** Turns output tensors into detections; keeps its memory from image to image. */
export class Detector {
  private readonly candidates = new Candidates()
  private readonly suppression = new NonMaxSuppression()
  private readonly parts: DetectorParts
  private readonly settings: NmsSettings

  /** Throws USAGE for settings that make no sense. */
  constructor(parts: DetectorParts, settings: NmsSettings) {
    this.parts = parts
    this.settings = checkedNms(settings)
  }

  /**
   * Detections in one image of a batch, best first, valid until the next call.
   *
   * @param image position in the batch
   * @param width of what went into the network, in pixels
   * Throws MODEL_FAMILY where the outputs are not the ones that the model was recognised by.
   */
  detect(outputs: Outputs, image: number, width: number, height: number): ImageDetections {
    const { candidates, settings, parts } = this
    const { confidence, multiLabel } = settings
    candidates.clear()
    parts.decode(outputs, { image, width, height, confidence, multiLabel }, candidates)
    return parts.needsNms
      ? this.suppression.suppress(candidates, settings)
      : this.suppression.best(candidates, settings)
  }
}

import { QuantbenchError } from '../../base/errors.ts'

/** How much training images are changed, as YOLOv5 does it (utils/augmentations.py and dataloaders.py of v7.0). */
export interface AugmentSettings {
  /** Probability that an image is mirrored left to right. */
  readonly flip: number
  /** An image is zoomed by a factor from [1 − scale, 1 + scale] and moved by up to a tenth of the input; 0: neither. */
  readonly scale: number
  /** Probability that four images are put together around a random point. */
  readonly mosaic: number
  /** Strength of the change of hue, saturation and brightness, in shares of YOLOv5's own gains. */
  readonly colour: number
}

export const NO_AUGMENTATION: AugmentSettings = { flip: 0, scale: 0, mosaic: 0, colour: 0 }

export function changesNothing({ flip, scale, mosaic, colour }: AugmentSettings): boolean {
  return flip === 0 && scale === 0 && mosaic === 0 && colour === 0
}

function expectShare(name: keyof AugmentSettings, value: number): void {
  const inRange = value >= 0 && (name === 'scale' ? value < 1 : value <= 1)
  if (inRange) return
  const range = name === 'scale' ? 'from 0 to below 1' : 'from 0 to 1'
  throw new QuantbenchError('USAGE', `Expected ${name} of the augmentation ${range}, got ${value}`, {
    wayOut: 'Take 0 to leave it out.',
  })
}

/** Throws USAGE for a probability or strength outside its range. */
export function checkAugmentation(settings: AugmentSettings): void {
  expectShare('flip', settings.flip)
  expectShare('scale', settings.scale)
  expectShare('mosaic', settings.mosaic)
  expectShare('colour', settings.colour)
}

import type { Random } from '../../base/random.ts'
import type { AugmentSettings } from './settings.ts'

/** What was drawn for one sample of a batch. It does not depend on the sizes of its images. */
export interface SampleDraw {
  readonly flip: boolean
  readonly zoom: number
  /** In shares of the input's width and height. */
  readonly shiftX: number
  readonly shiftY: number
  /** Where four images meet: distance from the input's middle in shares of its size, before zoom and shift. */
  readonly mosaic: { readonly x: number; readonly y: number } | null
  readonly colour: ColourGains | null
}

/** Factors of hue, saturation and value (HSV). */
export interface ColourGains {
  readonly hue: number
  readonly saturation: number
  readonly value: number
}

/** YOLOv5's hyp.scratch: hsv_h, hsv_s, hsv_v and translate. */
const GAINS: ColourGains = { hue: 0.015, saturation: 0.7, value: 0.4 }
const MOST_SHIFT = 0.1

/** Every sample takes the same number of values in the same order, so that one setting does not change the others. */
export function drawSample(random: Random, { flip, scale, mosaic, colour }: AugmentSettings): SampleDraw {
  const around = (middle: number, reach: number): number => middle + (2 * random.next() - 1) * reach
  const flips = random.next() < flip
  const zoom = around(1, scale)
  const shift = scale > 0 ? MOST_SHIFT : 0
  const shiftX = around(0, shift)
  const shiftY = around(0, shift)
  const isMosaic = random.next() < mosaic
  const meeting = { x: around(0, 0.5), y: around(0, 0.5) }
  const gains = {
    hue: around(1, GAINS.hue * colour),
    saturation: around(1, GAINS.saturation * colour),
    value: around(1, GAINS.value * colour),
  }
  return {
    flip: flips,
    zoom,
    shiftX,
    shiftY,
    mosaic: isMosaic ? meeting : null,
    colour: colour > 0 ? gains : null,
  }
}

/** Images that a sample is made of. */
export function tilesOf({ mosaic }: SampleDraw): number {
  return mosaic === null ? 1 : 4
}

/** Whether the sample is its image as evaluation sees it. */
export function isPlain({ flip, zoom, shiftX, shiftY, mosaic, colour }: SampleDraw): boolean {
  return !flip && zoom === 1 && shiftX === 0 && shiftY === 0 && mosaic === null && colour === null
}

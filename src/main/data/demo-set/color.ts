/** Red, green and blue in sRGB, 0 to 255, not rounded. */
export type Rgb = readonly [number, number, number]

function encode(linear: number): number {
  const value = linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.pow(linear, 1 / 2.4) - 0.055
  return 255 * Math.min(1, Math.max(0, value))
}

/**
 * A colour of given lightness (0 to 1), chroma (0 to about 0.3) and hue (turns); what sRGB lacks is clipped.
 * Lightness and chroma look the same at every hue, so colours drawn at random still go together.
 * Björn Ottosson, "A perceptual color space for image processing" (Oklab), 2020.
 */
export function colorOf(lightness: number, chroma: number, hue: number): Rgb {
  const a = chroma * Math.cos(2 * Math.PI * hue)
  const b = chroma * Math.sin(2 * Math.PI * hue)
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    encode(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    encode(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    encode(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ]
}

/** How far apart two colours look, 0 to about 765: the low-cost "redmean" weighting of the sRGB differences. */
export function colorDistance(one: Rgb, other: Rgb): number {
  const red = (one[0] + other[0]) / 512
  const [dr, dg, db] = [one[0] - other[0], one[1] - other[1], one[2] - other[2]]
  return Math.sqrt((2 + red) * dr * dr + 4 * dg * dg + (3 - red) * db * db)
}

/** `one` at share 0, `other` at share 1. */
export function mixColors(one: Rgb, other: Rgb, share: number): Rgb {
  return [
    one[0] + (other[0] - one[0]) * share,
    one[1] + (other[1] - one[1]) * share,
    one[2] + (other[2] - one[2]) * share,
  ]
}

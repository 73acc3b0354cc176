/** Columns that a distribution is drawn in, and how high they go: a step is a sixth of a decade. */
export const COLUMNS = 96
export const MOST = 35
/** Right end of the axis of |x|. */
export const REACH = 8

const STEPS_A_DECADE = 6
const BINS_A_COLUMN = 16

export const PRESETS = ['silu', 'normal', 'laplace', 'outliers', 'uniform'] as const
export type Preset = (typeof PRESETS)[number]

const DENSITIES: Record<Preset, (x: number) => number> = {
  silu: (x) => 5 * Math.exp(-x / 0.16) + 0.35 * Math.exp(-(x ** 1.3) / 1.1),
  normal: (x) => Math.exp(-0.5 * (x / 1.4) ** 2),
  laplace: (x) => Math.exp(-x / 0.62),
  outliers: (x) => Math.exp(-0.5 * (x / 0.8) ** 2) + (x > 7.2 ? 2e-5 : 0),
  uniform: (x) => (x < 5 ? 1 : 0),
}

const heightOf = (density: number) =>
  density <= 0 ? 0 : Math.min(MOST, Math.max(0, Math.round(MOST + STEPS_A_DECADE * Math.log10(density))))

/** A preset as heights of columns. */
export function presetHeights(preset: Preset): number[] {
  const density = DENSITIES[preset]
  const heights = Array.from({ length: COLUMNS }, (_, index) =>
    heightOf(density(((index + 0.5) / COLUMNS) * REACH)),
  )
  const shift = MOST - Math.max(...heights)
  return heights.map((height) => (height === 0 ? 0 : height + shift))
}

/** Heights as text for an address, a character each. */
export function encodeHeights(heights: readonly number[]): string {
  return heights.map((height) => height.toString(MOST + 1)).join('')
}

/** The heights in a text; null for anything else. */
export function decodeHeights(text: string): number[] | null {
  if (!new RegExp(`^[0-9a-z]{${COLUMNS}}$`).test(text)) return null
  const heights = Array.from(text, (character) => Number.parseInt(character, MOST + 1))
  return heights.some((height) => height > 0) ? heights : null
}

/** Counts of equal bins; a height is the logarithm of a count, and 0 is none. */
export function countsOf(heights: readonly number[]): { width: number; counts: number[] } {
  const counts = heights.flatMap((height) => {
    const count = height === 0 ? 0 : Math.round(10 ** (height / STEPS_A_DECADE))
    return Array.from({ length: BINS_A_COLUMN }, () => count)
  })
  return { width: REACH / counts.length, counts }
}

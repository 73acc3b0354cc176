import type { NumberStyle } from '../i18n/format.ts'

/** How a figure is written, and how much of a difference is no more than noise. */
export interface FigureStyle extends NumberStyle {
  unit: string
  /** Smallest difference that means something: absolute, or relative to the baseline. */
  noise: { absolute: number } | { relative: number }
}

/** COCO's figures repeat to about 0.001 when the numerics differ in the last bits. */
const ACCURACY: FigureStyle = { digits: 3, unit: '', noise: { absolute: 0.0015 } }
/** Medians of timings on a machine with other load repeat to about two percent. */
const TIMING: FigureStyle = { significant: 4, padded: true, unit: 'ms', noise: { relative: 0.02 } }

const STYLES: Record<string, FigureStyle> = {
  FPS: { significant: 4, padded: true, unit: 'FPS', noise: { relative: 0.02 } },
  speedup: { digits: 2, unit: '×', noise: { absolute: 0.02 } },
  'build time': { significant: 4, padded: true, unit: 's', noise: { relative: 0.02 } },
  size: { significant: 3, padded: true, unit: 'MB', noise: { relative: 0.001 } },
  memory: { significant: 3, padded: true, unit: 'MB', noise: { relative: 0.02 } },
  images: { digits: 0, unit: '', noise: { absolute: 0.5 } },
  steps: { digits: 0, unit: '', noise: { absolute: 0.5 } },
}

/** The style of a figure by its name as the store has it, and the unit it was stored with. */
export function figureStyle(name: string, unit = ''): FigureStyle {
  const known = STYLES[name]
  if (known !== undefined) return known
  if (/^(AP|AR|F1|agreement|error )/.test(name)) return ACCURACY
  if (unit === 'ms' || name.startsWith('latency')) return TIMING
  return { significant: 4, padded: true, unit, noise: { relative: 0.001 } }
}

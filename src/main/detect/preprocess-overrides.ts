import type { Preprocess } from '../data/preprocess.ts'
import { normalisation, withColor, type Normalisation } from './preprocess-defaults.ts'

/** What a user may set about the preparation of images. */
export interface PreprocessOverrides {
  readonly color?: Preprocess['color']
  readonly normalise?: Normalisation
  readonly mode?: Preprocess['mode']
  readonly padValue?: number
  readonly interpolation?: Preprocess['interpolation']
}

/** The preparation with what was set; another channel order takes means and deviations along. */
export function overridePreprocess(preprocess: Preprocess, overrides: PreprocessOverrides): Preprocess {
  const { color, normalise, ...others } = overrides
  const colored = withColor(preprocess, color ?? preprocess.color)
  return {
    ...colored,
    ...(normalise === undefined ? {} : normalisation(normalise, colored.color)),
    mode: others.mode ?? preprocess.mode,
    padValue: others.padValue ?? preprocess.padValue,
    interpolation: others.interpolation ?? preprocess.interpolation,
  }
}

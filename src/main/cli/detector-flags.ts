import { InvalidArgumentError, Option, type Command } from 'commander'
import type { Preprocess } from '../data/preprocess.ts'
import type { DetectorOverrides } from '../detect/detect-family.ts'
import { DETECTOR_FAMILIES } from '../detect/families.ts'
import { NORMALISATION_NAMES, type Normalisation } from '../detect/preprocess-defaults.ts'
import { integerOption, sizeOption } from './arguments.ts'

const COLORS = ['rgb', 'bgr'] as const satisfies readonly Preprocess['color'][]

const RESIZE_MODES = [
  'letterbox',
  'letterbox-ultralytics',
  'topleft',
  'stretch',
] as const satisfies readonly Preprocess['mode'][]

const INTERPOLATIONS = ['linear', 'area', 'yolov5'] as const satisfies readonly Preprocess['interpolation'][]

/** What the flags of a detector give; absent is recognised from the model. */
export interface DetectorFlags {
  family?: string
  size?: { height: number; width: number }
  color?: Preprocess['color']
  normalise?: Normalisation
  resizeMode?: Preprocess['mode']
  interpolation?: Preprocess['interpolation']
  padValue?: number
}

function byteOption(text: string): number {
  const value = integerOption(0)(text)
  if (value > 255) throw new InvalidArgumentError('Expected a byte, 0 to 255.')
  return value
}

/** Adds the flags that say what a model is and how it wants its images, in place of what is recognised. */
export function addDetectorFlags(command: Command): Command {
  const ids = DETECTOR_FAMILIES.map(({ id }) => id)
  return command
    .addOption(new Option('--family <name>', 'kind of detector, instead of the recognised one').choices(ids))
    .option('--size <HxW>', 'input size for models with dynamic axes', sizeOption)
    .addOption(new Option('--color <order>', "order of the model's colour channels").choices(COLORS))
    .addOption(
      new Option('--normalise <range>', 'pixel values: 0–1, 0–255, or ImageNet mean and deviation').choices(
        NORMALISATION_NAMES,
      ),
    )
    .addOption(new Option('--resize-mode <mode>', 'how images are placed in the input').choices(RESIZE_MODES))
    .addOption(new Option('--interpolation <name>', 'how images are resized').choices(INTERPOLATIONS))
    .option('--pad-value <byte>', 'byte that fills what the image leaves free', byteOption)
}

/** What the flags set about a detector, as recognition takes it. */
export function detectorOverrides(flags: DetectorFlags): DetectorOverrides {
  const { family, size, color, normalise, resizeMode: mode, interpolation, padValue } = flags
  return { family, size, color, normalise, mode, interpolation, padValue }
}

import { shellLine } from '../../../base/shell-words.ts'
import type { QuantizationFlags } from '../../quantization-source.ts'

/** The `ptq` command line that quantizes with the same ranges and recipe, and leaves more layers float. */
export function ptqCommand(
  model: string,
  flags: QuantizationFlags,
  exclude: readonly string[],
  out: string,
): string {
  const { size } = flags
  const values: readonly (readonly [string, string | number | undefined])[] = [
    ['--calib', flags.calib],
    ['--split', flags.calibSplit],
    ['--images', flags.calibImages],
    ['--table', flags.table],
    ['--method', flags.method],
    ['--percentile', flags.percentile],
    ['--head-float', flags.headFloat],
    ['--rules', flags.rules],
    ['--add', flags.add],
    ['--shared-amax', flags.sharedAmax],
    ['--weights', flags.weights],
    ['--family', flags.family],
    ['--size', size && `${size.height}x${size.width}`],
    ['--color', flags.color],
    ['--normalise', flags.normalise],
    ['--resize-mode', flags.resizeMode],
    ['--interpolation', flags.interpolation],
    ['--pad-value', flags.padValue],
  ]
  const given = values.flatMap(([flag, value]) => (value === undefined ? [] : [flag, String(value)]))
  const repeated = (flag: string, list: readonly string[] = []) => list.flatMap((value) => [flag, value])
  return shellLine([
    ...['quantbench', 'ptq', model, ...given],
    ...(flags.concatInputs === true ? ['--concat-inputs'] : []),
    ...(flags.stopOnProblem === true ? ['--stop-on-problem'] : []),
    ...repeated('--match', flags.match),
    ...repeated('--only', flags.only),
    ...repeated('--exclude', [...(flags.exclude ?? []), ...exclude]),
    ...['--out', out],
  ])
}

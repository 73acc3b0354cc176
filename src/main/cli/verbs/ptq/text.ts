import type { Calibration } from '../../../stages/calibrate.ts'
import { describeReconstruction } from '../../reconstruct-flags.ts'
import type { PtqFlags } from './flags.ts'
import type { Made } from './made.ts'

/** The time is that of all images, the ones before an interruption included. */
function resumedText({ timing: { resumedFrom } }: Calibration): string {
  return resumedFrom === 0 ? '' : ` (${resumedFrom} of them before an interruption)`
}

/** A quantization for people. */
export function describe({ quantized, calibration, reconstruction }: Made, flags: PtqFlags): string {
  const count = (kind: string) => quantized.quantizers.filter((quantizer) => quantizer.kind === kind).length
  const excluded = quantized.excluded.map(({ layer, reason }) => `  ${layer}: ${reason}`)
  return [
    `${flags.out}: ${count('activation')} activation and ${count('weight')} weight quantizers, ${quantized.scaleGroups.length} scale groups`,
    calibration === null
      ? `ranges from ${flags.table}`
      : `ranges from ${calibration.images} images${resumedText(calibration)} in ${(calibration.timing.wallMs / 1000).toFixed(1)} s`,
    ...(excluded.length === 0 ? [] : ['float:', ...excluded]),
    ...quantized.notes,
    ...(reconstruction === null ? [] : describeReconstruction(reconstruction)),
  ].join('\n')
}

import { QuantbenchError } from '../base/errors.ts'
import { hasFlag, type Release } from './trtexec-flags.ts'
import type { MeasureIntent } from './trtexec-intent.ts'
import { isAtLeast } from './trtexec-version.ts'

/**
 * Flags of a measurement. CUDA graph, spin wait and transfers are said explicitly: their defaults changed with 11, where
 * each got a flag for the other way. Throws USAGE for numbers out of range.
 */
export function measureFlags(measure: MeasureIntent, version: Release): string[] {
  checkMeasure(measure)
  const either = (wanted: boolean, on: string, off: string): string[] => {
    const flag = wanted ? on : off
    return hasFlag(version, flag) ? [`--${flag}`] : []
  }
  return [
    ...either(measure.cudaGraph, 'useCudaGraph', 'noCudaGraph'),
    ...either(measure.spinWait, 'useSpinWait', 'noSpinWait'),
    ...either(measure.dataTransfers, 'includeDataTransfers', 'noDataTransfers'),
    `--warmUp=${measure.warmUpMs}`,
    `--duration=${measure.durationS}`,
    `--iterations=${measure.iterations}`,
    `--${hasFlag(version, 'infStreams') ? 'infStreams' : 'streams'}=${measure.streams}`,
    `--percentile=${isAtLeast(version, '8.5') ? '90,95,99' : '99'}`,
  ]
}

/** Flags to build without measuring. */
export function skipInferenceFlags(version: Release): string[] {
  return [hasFlag(version, 'skipInference') ? '--skipInference' : '--buildOnly']
}

function checkMeasure({ warmUpMs, durationS, iterations, streams }: MeasureIntent): void {
  const limits: readonly (readonly [string, number, number])[] = [
    ['warm-up (ms)', warmUpMs, 0],
    ['duration (s)', durationS, 0],
    ['iterations', iterations, 1],
    ['streams', streams, 1],
  ]
  for (const [name, value, least] of limits) {
    if (Number.isInteger(value) && value >= least) continue
    throw new QuantbenchError('USAGE', `Expected ${name} as a whole number from ${least} on, got ${value}`, {
      wayOut: 'trtexec takes whole numbers only.',
    })
  }
}

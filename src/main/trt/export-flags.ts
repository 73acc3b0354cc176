import { QuantbenchError } from '../base/errors.ts'
import { hasFlag, spanOfFlag, type Release } from './trtexec-flags.ts'
import type { ExportIntent } from './trtexec-intent.ts'
import { formatVersion } from './trtexec-version.ts'

/** Flags for what trtexec writes beside its log. Throws USAGE where this version cannot write it. */
export function exportFlags(exports: ExportIntent, version: Release): string[] {
  const { layerInfo, profile, times, separateProfileRun = true, verbose = false } = exports
  return [
    ...(layerInfo === undefined ? [] : [required('exportLayerInfo', version, layerInfo)]),
    ...(profile === undefined ? [] : ['--dumpProfile', `--exportProfile=${profile}`]),
    ...(profile !== undefined && separateProfileRun ? ['--separateProfileRun'] : []),
    ...(times === undefined ? [] : [`--exportTimes=${times}`]),
    ...(verbose ? ['--verbose'] : []),
  ]
}

/** An engine keeps its layers' details only if it was built so; asked for in every build that can. */
export function verbosityFlags(version: Release): string[] {
  return hasFlag(version, 'profilingVerbosity') ? ['--profilingVerbosity=detailed'] : []
}

function required(flag: string, version: Release, value: string): string {
  if (hasFlag(version, flag)) return `--${flag}=${value}`
  throw new QuantbenchError(
    'USAGE',
    `TensorRT ${formatVersion(version)} cannot export layers: --${flag} exists in ${spanOfFlag(flag)}`,
    { wayOut: 'Leave the layer information out, or use a newer TensorRT.' },
  )
}

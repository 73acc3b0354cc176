import { shellLine } from '../base/shell-words.ts'
import { QuantbenchError } from '../base/errors.ts'
import { exportFlags, verbosityFlags } from './export-flags.ts'
import { measureFlags, skipInferenceFlags } from './measure-flags.ts'
import { precisionFlags } from './precision-flags.ts'
import { measuredShapeFlags, profileShapeFlags } from './shape-flags.ts'
import { hasFlag, type Release } from './trtexec-flags.ts'
import type { BuildIntent, TrtexecIntent } from './trtexec-intent.ts'
import { formatVersion, isAtLeast } from './trtexec-version.ts'

/**
 * Arguments that make trtexec of a version do what is meant, with flags of that version only. Throws USAGE with the
 * reason and the way out where the version cannot do it or the intent contradicts itself.
 */
export function trtexecArguments(intent: TrtexecIntent, version: Release): string[] {
  const { source, shapes = [], measure, exports = {}, plugins = [], device } = intent
  refusePointless(intent)
  const args = [
    ...('build' in source ? buildFlags(source.build, version) : [`--loadEngine=${source.engine}`]),
    ...('build' in source ? profileShapeFlags(shapes) : []),
    ...(measure === undefined ? skipInferenceFlags(version) : measuredShapeFlags(shapes)),
    ...(measure === undefined ? [] : measureFlags(measure, version)),
    ...verbosityFlags(version),
    ...exportFlags(exports, version),
    ...plugins.map((path) => `--${hasFlag(version, 'staticPlugins') ? 'staticPlugins' : 'plugins'}=${path}`),
    ...(device === undefined ? [] : [`--device=${device}`]),
  ]
  checkFlags(args, version)
  return args
}

/** A command as one line for a POSIX shell, to be shown and copied. */
export function commandLine(program: string, args: readonly string[]): string {
  return shellLine([program, ...args])
}

function buildFlags(build: BuildIntent, version: Release): string[] {
  const { onnx, saveEngine, workspaceMiB, timingCache, tf32 = true } = build
  return [
    `--onnx=${onnx}`,
    // From 8 on an ONNX network always is of explicit batch.
    ...(isAtLeast(version, '8.0') ? [] : ['--explicitBatch']),
    ...(saveEngine === undefined ? [] : [`--saveEngine=${saveEngine}`]),
    ...precisionFlags(build, version),
    ...(tf32 ? [] : ['--noTF32']),
    ...(workspaceMiB === undefined ? [] : [workspaceFlag(workspaceMiB, version)]),
    ...(timingCache === undefined ? [] : timingCacheFlags(timingCache, version)),
  ]
}

/** Without a suffix, which some releases read as MiB and others, ending in B, as bytes. */
function workspaceFlag(workspaceMiB: number, version: Release): string {
  if (!(workspaceMiB > 0)) {
    throw new QuantbenchError('USAGE', `Expected a workspace in MiB above 0, got ${workspaceMiB}`)
  }
  return hasFlag(version, 'memPoolSize')
    ? `--memPoolSize=workspace:${workspaceMiB}`
    : `--workspace=${Math.ceil(workspaceMiB)}`
}

/** TensorRT 7 has none and just builds slower. */
function timingCacheFlags(path: string, version: Release): string[] {
  return hasFlag(version, 'timingCacheFile') ? [`--timingCacheFile=${path}`] : []
}

function refusePointless({ source, measure, exports = {} }: TrtexecIntent): void {
  if (measure !== undefined) return
  if ('engine' in source && exports.layerInfo === undefined) {
    throw new QuantbenchError(
      'USAGE',
      'Expected a measurement or a layer export of the engine, got neither',
      {
        wayOut: 'Say how to measure.',
      },
    )
  }
  if (exports.profile !== undefined || exports.times !== undefined) {
    throw new QuantbenchError('USAGE', 'A profile and times come from a measurement, got a build only', {
      wayOut: 'Say how to measure, or leave them out.',
    })
  }
}

function checkFlags(args: readonly string[], version: Release): void {
  for (const arg of args) {
    const flag = arg.replace(/^--/, '').replace(/=.*$/s, '')
    if (hasFlag(version, flag)) continue
    throw new QuantbenchError('USAGE', `TensorRT ${formatVersion(version)} has no --${flag}`, {
      wayOut: 'Use another TensorRT, or ask for less.',
    })
  }
}

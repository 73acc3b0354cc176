import { existsSync } from 'node:fs'
import { QuantbenchError } from '../base/errors.ts'
import { toolOutput } from '../telemetry/tool-output.ts'
import type { Release } from '../trt/trtexec-flags.ts'
import { releaseOfHelp } from '../trt/trtexec-help.ts'
import { missingLibraryIn } from './doctor/provider-checks.ts'
import type { Surroundings } from './doctor/surroundings.ts'
import { findTrtexec } from './doctor/trtexec.ts'

/** A trtexec that starts, and what it is. */
export interface TrtexecTool {
  readonly path: string
  /** `the setting`, `PATH`, … */
  readonly from: string
  readonly release: Release
}

const WAY_OUT =
  'Install TensorRT’s tools (package libnvinfer-bin), or set TENSORRT_HOME, --trtexec or the path in the settings.'

/** The first start reads TensorRT's libraries, a gigabyte and more, from the disk. */
const PATIENCE_MS = 60_000

/**
 * Finds trtexec (by `setting`, PATH, TENSORRT_HOME, the usual places) and asks it for its help, which tells its version
 * and its flags. Throws TRTEXEC_MISSING where there is none, it does not start, or something else is behind the name.
 */
export async function openTrtexec(
  setting?: string,
  surroundings: Partial<Surroundings> = {},
): Promise<TrtexecTool> {
  const { platform = process.platform, environment = process.env, patienceMs = PATIENCE_MS } = surroundings
  const found = findTrtexec(setting, { platform, environment })
  if (found === null) throw absent('Expected trtexec on this machine, found none')
  const { path, from } = found
  if (!existsSync(path)) throw absent(`${path} (${from}) does not exist`)
  const output = await toolOutput(path, ['--help'], { env: environment, timeoutMs: patienceMs })
  if (output === null) throw absent(`${path} (${from}) cannot be started`)
  const text = [...output.stdout, ...output.stderr].join('\n')
  const release = releaseOfHelp(text)
  if (release !== undefined) return { path, from, release }
  const library = missingLibraryIn(text)
  if (library !== undefined) {
    throw absent(
      `${path} (${from}) lacks ${library}`,
      'Add the folder of TensorRT’s libraries to LD_LIBRARY_PATH.',
    )
  }
  throw absent(`${path} (${from}) does not answer as trtexec does: ${text.split('\n')[0] || 'no output'}`)
}

function absent(message: string, wayOut = WAY_OUT): QuantbenchError {
  return new QuantbenchError('TRTEXEC_MISSING', message, { wayOut })
}

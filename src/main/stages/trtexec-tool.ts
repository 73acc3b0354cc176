import { existsSync } from 'node:fs'
import { QuantbenchError } from '../base/errors.ts'
import { toolOutput } from '../telemetry/tool-output.ts'
import type { Release } from '../trt/trtexec-flags.ts'
import { releaseOfHelp } from '../trt/trtexec-help.ts'
import { missingLibraryIn } from './doctor/provider-checks.ts'
import type { Surroundings } from './doctor/surroundings.ts'
import { findTrtexec, type FoundTrtexec } from './find-trtexec.ts'

/** A trtexec that starts, and what it is. */
export interface TrtexecTool extends FoundTrtexec {
  readonly release: Release
}

/** Why there is no trtexec to work with. */
export interface TrtexecProblem {
  /** Whether there is no program at all, rather than one that will not do. */
  readonly isAbsent: boolean
  readonly problem: string
  readonly wayOut: string
  /** The first lines of a program that does not answer as trtexec does. */
  readonly said: readonly string[]
}

const WAY_OUT =
  'Install TensorRT’s tools (package libnvinfer-bin), or set TENSORRT_HOME, --trtexec or the path in the settings.'

/** The first start reads TensorRT's libraries, a gigabyte and more, from the disk. */
const PATIENCE_MS = 60_000

/**
 * Finds trtexec (by `setting`, PATH, TENSORRT_HOME, the usual places) and asks it for its help, which tells its version
 * and its flags; else says what is wrong.
 */
export async function examineTrtexec(
  setting: string | undefined,
  surroundings: Surroundings,
): Promise<TrtexecTool | TrtexecProblem> {
  const found = findTrtexec(setting, surroundings)
  if (found === null) return absent('not found')
  const { path, from } = found
  if (!existsSync(path)) return absent(`${path} (${from}) does not exist`)
  const { environment, patienceMs = PATIENCE_MS } = surroundings
  const output = await toolOutput(path, ['--help'], { env: environment, timeoutMs: patienceMs })
  if (output === null) return unfit(`${path} (${from}) cannot be started`)
  const text = [...output.stdout, ...output.stderr].join('\n')
  const release = releaseOfHelp(text)
  return release === undefined ? refusal(found, text) : { path, from, release }
}

/**
 * The trtexec to work with, found as `examineTrtexec` does. Throws TRTEXEC_MISSING where there is none, it does not
 * start, or something else is behind the name.
 */
export async function openTrtexec(
  setting?: string,
  surroundings: Partial<Surroundings> = {},
): Promise<TrtexecTool> {
  const { platform = process.platform, environment = process.env, patienceMs } = surroundings
  const examined = await examineTrtexec(setting, { platform, environment, patienceMs })
  if (!('problem' in examined)) return examined
  const { problem, wayOut, said } = examined
  throw new QuantbenchError('TRTEXEC_MISSING', ['trtexec', problem, ...said.slice(0, 1)].join(': '), {
    wayOut,
  })
}

/** What keeps a program from answering as trtexec does, by what it says instead. */
function refusal({ path, from }: FoundTrtexec, text: string): TrtexecProblem {
  const library = missingLibraryIn(text)
  if (library === undefined) {
    const said = text.split('\n').filter((line) => line !== '')
    return { ...unfit(`${path} (${from}) does not answer as trtexec does`), said: said.slice(0, 3) }
  }
  const wayOut = 'Add the folder of TensorRT’s libraries to LD_LIBRARY_PATH.'
  return { ...unfit(`${path} (${from}) lacks ${library}`), wayOut }
}

function absent(problem: string): TrtexecProblem {
  return { ...unfit(problem), isAbsent: true }
}

function unfit(problem: string): TrtexecProblem {
  return { isAbsent: false, problem, wayOut: WAY_OUT, said: [] }
}

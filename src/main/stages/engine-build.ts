import { chmodSync, constants, copyFileSync, existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileError, QuantbenchError } from '../base/errors.ts'
import { trtexecArguments } from '../trt/trtexec-command.ts'
import type { TrtexecIntent } from '../trt/trtexec-intent.ts'
import type { TrtexecLog } from '../trt/trtexec-log.ts'
import { engineKey, timingCacheKey, type EngineTarget } from './engine-build-key.ts'
import type { Contestant } from './trtexec-contestants.ts'
import { runTrtexec, type TrtexecRunOptions } from './trtexec-run.ts'
import type { TrtexecTool } from './trtexec-tool.ts'

/** Engines and timing caches of earlier builds, by their keys. */
export interface EngineCache {
  findEngine(key: string): KeptEngine | null
  /** Path of the latest one. */
  findTimingCache(key: string): string | null
}

export interface KeptEngine {
  readonly path: string
  /** What its build took, where that is known. */
  readonly buildS: number | null
  /** Command line of its build. */
  readonly line: string | null
}

export interface BuildOptions {
  readonly tool: TrtexecTool
  readonly target: EngineTarget
  readonly workspaceMiB?: number
  readonly tf32?: boolean
  readonly plugins?: readonly string[]
  readonly verbose?: boolean
  /** Whether to build anew what was built before. */
  readonly rebuild?: boolean
}

/** An engine in its contestant's folder. */
export interface BuiltEngine {
  readonly key: string
  /** Of the timing cache that was used and grew. */
  readonly timingKey: string
  readonly path: string
  readonly bytes: number
  readonly buildS: number | null
  /** Whether an earlier build made it. */
  readonly reused: boolean
  readonly line: string
  /** Null where it is an earlier one. */
  readonly log: { readonly text: string; readonly parsed: TrtexecLog } | null
  readonly timingCache: string | null
}

export const ENGINE_FILE = 'model.engine'
const TIMING_FILE = 'timing.cache'

/**
 * Builds the engine of a contestant in its folder, or takes the one of an identical earlier build. Throws what
 * `runTrtexec` throws, and USAGE where this TensorRT cannot build what is meant.
 */
export async function buildEngine(
  contestant: Contestant,
  cache: EngineCache,
  options: BuildOptions,
  running: TrtexecRunOptions,
): Promise<BuiltEngine> {
  const { tool, target, rebuild = false } = options
  const { folder, label } = contestant
  const args = trtexecArguments(buildIntent(contestant, options), tool.release)
  const key = engineKey(contestant, args, target)
  const timingKey = timingCacheKey(target)
  const path = join(folder, ENGINE_FILE)
  const kept = rebuild ? null : cache.findEngine(key)
  if (kept !== null) {
    take(kept.path, path)
    const { buildS, line } = kept
    return {
      ...engineAt(path, label),
      key,
      timingKey,
      buildS,
      reused: true,
      line: line ?? '',
      log: null,
      timingCache: null,
    }
  }
  const timingCache = join(folder, TIMING_FILE)
  const known = cache.findTimingCache(timingKey)
  if (known !== null) take(known, timingCache)
  const call = { program: tool.path, args, folder, label, purpose: 'build' } as const
  const { log, text, line, wallS } = await runTrtexec(call, running)
  return {
    ...engineAt(path, label),
    key,
    timingKey,
    buildS: log.buildS ?? wallS,
    reused: false,
    line,
    log: { text, parsed: log },
    timingCache: existsSync(timingCache) ? timingCache : null,
  }
}

/** Files that trtexec writes are named from its folder on, so that the line does the same wherever it is run. */
function buildIntent(contestant: Contestant, options: BuildOptions): TrtexecIntent {
  const { onnx, calibrationCache, precision, shapes, folder } = contestant
  const { workspaceMiB, tf32, plugins, verbose, target } = options
  const build = {
    onnx: within(folder, onnx.path),
    saveEngine: ENGINE_FILE,
    precision,
    calibrationCache: calibrationCache === null ? undefined : within(folder, calibrationCache.path),
    workspaceMiB,
    timingCache: TIMING_FILE,
    tf32,
  }
  return { source: { build }, shapes, plugins, device: target.device, exports: { verbose } }
}

function within(folder: string, path: string): string {
  return path.startsWith(join(folder, '/')) ? path.slice(join(folder, '/').length) : path
}

function take(from: string, to: string): void {
  try {
    copyFileSync(from, to, constants.COPYFILE_FICLONE)
    // What is kept may be read-only, and trtexec writes into its timing cache.
    chmodSync(to, 0o644)
  } catch (error) {
    throw fileError(error, to, 'write')
  }
}

function engineAt(path: string, label: string): { path: string; bytes: number } {
  if (existsSync(path)) return { path, bytes: statSync(path).size }
  throw new QuantbenchError('ENGINE_BUILD', `${label}: trtexec says that it passed, but wrote no engine`, {
    wayOut: 'Check the space on the disk and read the log.',
  })
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { QuantbenchError } from '../base/errors.ts'
import { fileError } from '../base/errors.ts'
import { percentileMs } from '../trt/latency.ts'
import { trtexecArguments } from '../trt/trtexec-command.ts'
import { hasFlag } from '../trt/trtexec-flags.ts'
import type { MeasureIntent, TrtexecIntent } from '../trt/trtexec-intent.ts'
import type { PerformanceSummary } from '../trt/performance-summary.ts'
import { parseTimesJson } from '../trt/times-json.ts'
import { ENGINE_FILE } from './engine-build.ts'
import { failedRun, type TrtexecPurpose } from './trtexec-failure.ts'
import type { Contestant } from './trtexec-contestants.ts'
import { runTrtexec, type TrtexecRun, type TrtexecRunOptions } from './trtexec-run.ts'
import type { TrtexecTool } from './trtexec-tool.ts'

export interface MeasureOptions {
  readonly tool: TrtexecTool
  readonly measure: MeasureIntent
  readonly plugins?: readonly string[]
  readonly device: number
  readonly verbose?: boolean
}

/** One measurement of an engine. */
export interface Measurement {
  readonly run: TrtexecRun
  readonly summary: PerformanceSummary
  /** Latencies of the single queries in ms, without the warm-up; empty where trtexec did not write them. */
  readonly latenciesMs: readonly number[]
  /** What trtexec wrote of the queries. */
  readonly timesFile: string
}

/** Measures the engine in a contestant's folder. Throws what `runTrtexec` throws. */
export async function measureEngine(
  contestant: Contestant,
  options: MeasureOptions,
  running: TrtexecRunOptions,
): Promise<Measurement> {
  const times = 'times.json'
  const run = await start(contestant, 'measure', { times, verbose: options.verbose }, options, running)
  const { summary } = run.log
  if (summary === undefined) throw noSummary(contestant, run)
  const timesFile = join(contestant.folder, times)
  return { run, summary, latenciesMs: latenciesIn(timesFile, options.measure.warmUpMs), timesFile }
}

/** Files of a profiling run; null where trtexec wrote none. */
export interface ProfileFiles {
  readonly run: TrtexecRun
  readonly layers: string | null
  readonly profile: string | null
}

/** Times the layers of the engine in a contestant's folder and lists them. Throws what `runTrtexec` throws. */
export async function profileEngine(
  contestant: Contestant,
  options: MeasureOptions,
  running: TrtexecRunOptions,
): Promise<ProfileFiles> {
  const layers = hasFlag(options.tool.release, 'exportLayerInfo') ? 'layers.json' : undefined
  const exports = { layerInfo: layers, profile: 'profile.json', verbose: options.verbose }
  const run = await start(contestant, 'profile', exports, options, running)
  const written = (name: string) => fileIn(contestant.folder, name)
  return { run, layers: layers === undefined ? null : written(layers), profile: written('profile.json') }
}

function start(
  { label, folder, shapes }: Contestant,
  purpose: TrtexecPurpose,
  exports: TrtexecIntent['exports'],
  { tool, measure, plugins, device }: MeasureOptions,
  running: TrtexecRunOptions,
): Promise<TrtexecRun> {
  const intent = { source: { engine: ENGINE_FILE }, shapes, measure, exports, plugins, device }
  const args = trtexecArguments(intent, tool.release)
  return runTrtexec({ program: tool.path, args, folder, label, purpose }, running)
}

function noSummary({ label }: Contestant, { text, log }: TrtexecRun): QuantbenchError {
  const failure = {
    kind: 'unexplained' as const,
    explanation: 'trtexec printed no performance summary',
    wayOut: 'Read the log, and give the measurement more time (--duration).',
    line: log.errors.at(0) ?? log.warnings.at(-1) ?? '',
  }
  return failedRun({ label, purpose: 'measure', log: text }, failure, { code: 0, signal: null })
}

function fileIn(folder: string, name: string): string | null {
  const path = join(folder, name)
  try {
    return readFileSync(path).byteLength > 0 ? path : null
  } catch {
    return null
  }
}

/** The queries whose compute starts behind the warm-up, as trtexec counts; all where none does. */
function latenciesIn(path: string, warmUpMs: number): number[] {
  const text = readIfThere(path)
  if (text === null) return []
  const times = parseTimesJson(text, path)
  const counted = times.filter(({ startComputeMs }) => startComputeMs >= warmUpMs)
  return (counted.length === 0 ? times : counted).map(({ latencyMs }) => latencyMs)
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const failed = fileError(error, path, 'read')
    if (failed.code === 'FILE_NOT_FOUND') return null
    throw failed
  }
}

/** A percentile of one measurement as its summary says, or else the nearest that it has. */
export function summaryPercentile({ latency }: PerformanceSummary, percent: number): number {
  return percentileMs(latency, percent) ?? (percent >= 95 ? latency.maxMs : latency.medianMs)
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StageContext } from '../base/progress.ts'
import type { Disturbance } from '../telemetry/disturbance.ts'
import type { TelemetrySeries } from '../telemetry/figures.ts'
import { openSampler } from '../telemetry/sampler.ts'
import { summariseTelemetry, type TelemetrySummary } from '../telemetry/summary.ts'
import type { LogDevice } from '../trt/log-device.ts'
import type { MeasureIntent } from '../trt/trtexec-intent.ts'
import { formatVersion } from '../trt/trtexec-version.ts'
import { gpuConditions } from './trtexec-conditions.ts'
import type { EngineEntry, Refusal } from './trtexec-contestants.ts'
import { TrtexecError } from './trtexec-failure.ts'
import { Race, type EngineBenchmarkOptions, type RaceSetting, type Runner } from './trtexec-race.ts'
import { rowOf, type EngineRow } from './trtexec-row.ts'
import type { TrtexecTool } from './trtexec-tool.ts'

/** An engine without figures. */
export interface EngineFailure {
  model: string
  code: string
  message: string
  wayOut: string | null
  /** What trtexec's log told; null where it never came to that. */
  kind: string | null
  added: boolean
}

export interface EngineBenchmarkResult {
  backend: 'tensorrt'
  trtexec: { path: string; from: string }
  tensorrt: string
  /** As trtexec describes it; null where it did not. */
  gpu: LogDevice | null
  repeats: number
  measure: MeasureIntent
  /** The reference of the ratios first. */
  models: EngineRow[]
  failures: EngineFailure[]
  notes: string[]
  /** The machine while engines were measured. */
  telemetry: TelemetrySummary
  telemetrySeries: TelemetrySeries[]
  disturbed: Disturbance[]
}

const TELEMETRY_POINTS = 240

/**
 * Builds engines with trtexec, or takes those of identical earlier builds, and measures them in turn A B A B … so that
 * a GPU that slows down slows all of them. An engine that fails leaves the others in the race. Throws CANCELLED, the
 * first failure where no engine that was asked for is left, and at once what every engine would meet: no GPU, a driver
 * too old, a missing library, an unknown option.
 */
export async function benchmarkEngines(
  tool: TrtexecTool,
  entries: readonly EngineEntry[],
  options: EngineBenchmarkOptions = {},
  context: StageContext = {},
): Promise<EngineBenchmarkResult> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'quantbench-engines-'))
  const pids: number[] = []
  const { openTelemetry = (ownPids) => openSampler({ limit: TELEMETRY_POINTS, ownPids }) } = options
  const sampler = await openTelemetry(() => pids)
  const setting = { tool, entries, folder, options, context, sampler, pids }
  try {
    const race = await Race.open(setting)
    await race.build()
    await race.measure()
    await race.profile()
    return await report(race, setting)
  } finally {
    sampler.close()
    if (options.folder === undefined) rmSync(folder, { recursive: true, force: true })
  }
}

/** The figures of a race that is over; the listener hears them first. */
async function report(
  race: Race,
  { tool, sampler, options, pids }: RaceSetting,
): Promise<EngineBenchmarkResult> {
  const { device = 0, listener } = options
  const engines = race.runners.map(({ windows, ...engine }) => {
    return { ...engine, conditions: gpuConditions(sampler.samples, windows, device) }
  })
  const rows = engines.map(rowOf)
  const models = rows.map((row) => ({ ...row, ratio: row.fps / rows[0].fps }))
  for (const [at, row] of models.entries()) await listener?.onMeasured?.(row, engines[at])
  const { summary, series, disturbances } = summariseTelemetry(sampler, { ownPids: [process.pid, ...pids] })
  return {
    backend: 'tensorrt',
    trtexec: { path: tool.path, from: tool.from },
    tensorrt: formatVersion(engines[0].measurements[0].run.log.version ?? tool.release),
    gpu: race.device,
    repeats: race.repeats,
    measure: race.measureIntent,
    models,
    failures: race.refusals.map(failureRowOf),
    notes: [...race.notes, ...unsteady(race.runners), ...disturbances.map(({ message }) => message)],
    telemetry: summary,
    telemetrySeries: series,
    disturbed: disturbances,
  }
}

function unsteady(runners: readonly Runner[]): string[] {
  return runners.flatMap(({ contestant, measurements }) => {
    const worst = Math.max(0, ...measurements.flatMap(({ run }) => run.log.summary?.instability ?? []))
    return worst === 0
      ? []
      : [`${contestant.label}: trtexec calls the GPU's time unstable (coefficient of variation ${worst} %).`]
  })
}

function failureRowOf({ label, error, added }: Refusal): EngineFailure {
  const { code, message, wayOut = null } = error
  const kind = error instanceof TrtexecError ? (error.kind ?? 'timeout') : null
  return { model: label, code, message, wayOut, kind, added }
}

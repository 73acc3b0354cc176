import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { QuantbenchError } from '../base/errors.ts'
import type { BuiltEngine } from '../stages/engine-build.ts'
import type { EngineBenchmarkResult } from '../stages/trtexec-benchmark.ts'
import type { EngineListener } from '../stages/trtexec-race.ts'
import type { Contestant } from '../stages/trtexec-contestants.ts'
import { TrtexecError } from '../stages/trtexec-failure.ts'
import type { EngineRow, MeasuredEngine } from '../stages/trtexec-row.ts'
import type { TrtexecTool } from '../stages/trtexec-tool.ts'
import { formatVersion } from '../trt/trtexec-version.ts'
import { recordSurroundings, remarksOf } from './benchmark-record.ts'
import { jsonSchema, type JsonRecord } from './json-column.ts'
import type { Metric } from './metric-repository.ts'
import type { Run } from './run-record.ts'
import type { RunRecorder } from './run-recorder.ts'

/**
 * What artifacts of a run of kind `engine` are to it. Their names are those that its command lines have: with all of them
 * in one folder, the lines run there.
 */
export const ENGINE_ROLES = {
  engine: 'engine',
  timingCache: 'timing-cache',
  layers: 'layers',
  profile: 'profile',
  times: 'times',
  log: 'log',
  model: 'built-from',
  calibrationCache: 'calibration-cache',
} as const

/** Keeps the engines of one benchmark, each as a run of its own below the benchmark's, while it goes on. */
export class EngineRecord implements EngineListener {
  private readonly recorder: RunRecorder
  private readonly headId: string
  private readonly runs = new Map<Contestant, Run>()
  private readonly rows = new Map<EngineRow, string>()
  private readonly place: JsonRecord

  /** `headId`: the benchmark's run. */
  constructor(recorder: RunRecorder, headId: string, { path, release }: TrtexecTool) {
    this.recorder = recorder
    this.headId = headId
    this.place = { provider: 'tensorrt', tensorrt: formatVersion(release), trtexec: path }
  }

  /** The run of a row; null for a row of another benchmark. */
  runOfRow(row: EngineRow): string | null {
    return this.rows.get(row) ?? null
  }

  /** The runs of the engines, in the order in which they began. */
  get runIds(): string[] {
    return [...this.runs.values()].map(({ id }) => id)
  }

  async onStart(contestant: Contestant): Promise<void> {
    const { file, label, precision, computesIn, batch, shapes, copy, onnx, calibrationCache } = contestant
    const maker = this.recorder.makerOf(file.sha256)
    const parameters = {
      precision,
      computesIn,
      batch,
      shapes: shapes.map(({ input, min, opt, max }) => ({
        input,
        min: [...min],
        opt: [...opt],
        max: [...max],
      })),
      builtFrom: { sha256: onnx.sha256, copy },
      calibrationCache: calibrationCache?.sha256 ?? null,
    }
    const about = { kind: 'engine', name: label, groupId: this.headId, parameters } as const
    const parent = maker === null ? {} : { parentId: maker }
    const run = await this.recorder.start({ ...about, ...parent }, { file, family: null, datasets: [] })
    this.runs.set(contestant, run)
    this.recorder.store.runs.update(run.id, { environment: { ...run.environment, ...this.place } })
  }

  async onBuilt(contestant: Contestant, built: BuiltEngine): Promise<void> {
    const { store } = this.recorder
    const run = this.runOf(contestant)
    const keep = this.keeper(run)
    const { copy, onnx, calibrationCache } = contestant
    await keep(ENGINE_ROLES.engine, 'engine', built.path)
    await keep(ENGINE_ROLES.timingCache, 'timing-cache', built.timingCache)
    await keep(ENGINE_ROLES.calibrationCache, 'text', calibrationCache?.path ?? null)
    if (copy !== null) await keep(ENGINE_ROLES.model, 'model', onnx.path)
    if (built.log !== null) await this.keepLog(run, 'build.log', built.log.text)
    store.metrics.put(run.id, [
      { name: 'engine size', value: built.bytes / 1e6, unit: 'MB' },
      ...(built.buildS === null ? [] : [{ name: 'build time', value: built.buildS, unit: 's' }]),
    ])
    // Last: from now on the engine is found.
    this.describe(run, { engineKey: built.key, timingKey: built.timingKey, buildCommand: built.line })
    const message = built.reused ? 'Took the engine of an identical earlier build' : 'Built the engine'
    store.events.append(run.id, [{ level: 'info', kind: 'engine', message, data: { command: built.line } }])
    for (const warning of built.log?.parsed.warnings.slice(0, WARNINGS) ?? [])
      store.events.append(run.id, [{ level: 'warn', kind: 'engine', message: warning }])
  }

  async onMeasured(row: EngineRow, { contestant, measurements, profile }: MeasuredEngine): Promise<void> {
    const { store } = this.recorder
    const run = this.runOf(contestant)
    this.rows.set(row, run.id)
    const keep = this.keeper(run)
    await keep(ENGINE_ROLES.times, 'json', measurements[0].timesFile)
    await keep(ENGINE_ROLES.layers, 'json', profile?.layers ?? null)
    await keep(ENGINE_ROLES.profile, 'json', profile?.profile ?? null)
    await this.keepLog(run, 'measure.log', measurements.map(({ run: { text } }) => text).join('\n'))
    if (profile !== null) await this.keepLog(run, 'profile.log', profile.run.text)
    store.metrics.put(run.id, metricsOf(row))
    const { measure: measureCommand, profile: profileCommand } = row.commands
    this.describe(run, { measureCommand, profileCommand })
    const data = { conditions: jsonSchema.parse(row.conditions), repeatsMs: [...row.repeats.values] }
    const message = 'Measured the engine; the GPU meanwhile, and the mean of every repeat'
    store.events.append(run.id, [{ level: 'debug', kind: 'telemetry', message, data }])
  }

  async onFailed(contestant: Contestant, error: QuantbenchError): Promise<void> {
    const { store } = this.recorder
    const run = this.runs.get(contestant)
    if (run === undefined) return
    if (error instanceof TrtexecError) await this.keepLog(run, `failed-${error.purpose}.log`, error.log)
    store.events.append(run.id, [{ level: 'error', kind: 'engine', message: error.toLine() }])
    this.recorder.abandon([run.id], error)
  }

  /** What holds for the whole benchmark: where it ran, how, and what disturbed it. Ends the engines' runs. */
  finish(result: EngineBenchmarkResult): void {
    const { store } = this.recorder
    const { tensorrt, gpu, measure, repeats, backend, telemetry } = result
    const driver = telemetry.gpus.at(0)?.driverVersion ?? null
    const cuda = telemetry.gpus.at(0)?.cudaVersion ?? null
    const place = { ...this.place, tensorrt, gpu: gpu?.name ?? null, driver, cuda }
    const benchmark = { backend, tensorrt, measure: { ...measure }, repeats }
    const all = [this.headId, ...this.runIds]
    store.write(() => {
      for (const id of all) {
        const { environment, parameters, status } = store.runs.get(id)
        store.runs.update(id, {
          environment: { ...environment, ...place },
          parameters: { ...parameters, benchmark },
        })
        if (status === 'running') store.events.append(id, remarksOf(result))
      }
      recordSurroundings(store, this.headId, result)
      for (const id of this.runIds) if (store.runs.get(id).status === 'running') store.runs.finish(id, 'done')
    })
  }

  /** Ends the runs of engines that were only built, to be used and not measured. */
  keep(): void {
    const { runs } = this.recorder.store
    for (const id of this.runIds) if (runs.get(id).status === 'running') runs.finish(id, 'done')
  }

  /** Ends what still runs: as interrupted where the user stopped it, as cancelled where another engine's failure did. */
  abandon(error: unknown): void {
    const { store } = this.recorder
    const running = this.runIds.filter((id) => store.runs.get(id).status === 'running')
    if (!(error instanceof TrtexecError)) {
      this.recorder.abandon(running, error)
      return
    }
    const message = `Not measured, since the benchmark ended: ${error.toLine()}`
    for (const id of running) {
      store.events.append(id, [{ level: 'warn', kind: 'engine', message }])
      store.runs.finish(id, 'cancelled')
    }
  }

  private runOf(contestant: Contestant): Run {
    const run = this.runs.get(contestant)
    if (run === undefined) throw new QuantbenchError('INTERNAL', `${contestant.label} has no run`)
    return run
  }

  private describe({ id }: Run, more: JsonRecord): void {
    const { runs } = this.recorder.store
    runs.update(id, { parameters: { ...runs.get(id).parameters, ...more } })
  }

  private keeper({ id: runId }: Run) {
    const { artifacts } = this.recorder.store
    return async (role: string, kind: string, path: string | null): Promise<void> => {
      if (path === null || !existsSync(path)) return
      await artifacts.putFile({ runId, role, name: basename(path), kind }, path)
    }
  }

  private async keepLog({ id: runId }: Run, name: string, text: string): Promise<void> {
    const { artifacts } = this.recorder.store
    await artifacts.putBytes({ runId, role: ENGINE_ROLES.log, name, kind: 'text' }, text)
  }
}

/** Of a build's warnings, which may be thousands; all stand in its log. */
const WARNINGS = 20

function metricsOf(row: EngineRow): Metric[] {
  const milliseconds = {
    'latency mean': row.meanMs,
    'latency p50': row.p50Ms,
    'latency p90': row.p90Ms,
    'latency p99': row.p99Ms,
    'latency deviation': row.stdMs,
    'GPU compute': row.computeMs,
  }
  return [
    ...Object.entries(milliseconds).map(([name, value]) => ({ name, value, unit: 'ms' })),
    { name: 'FPS', value: row.fps, unit: 'FPS' },
    { name: 'speedup', value: row.ratio, better: 'higher' },
    { name: 'size', value: row.sizeMB, unit: 'MB' },
    ...(row.conditions?.smClockMHz
      ? [{ name: 'SM clock', value: row.conditions.smClockMHz.mean, unit: 'MHz' }]
      : []),
    ...(row.conditions?.powerW ? [{ name: 'GPU power', value: row.conditions.powerW.mean, unit: 'W' }] : []),
    ...(row.gpuMemoryMB === null ? [] : [{ name: 'GPU memory', value: row.gpuMemoryMB, unit: 'MB' }]),
  ]
}

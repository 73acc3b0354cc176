import { messageOf, QuantbenchError } from '../base/errors.ts'
import type { StageContext } from '../base/progress.ts'
import type { TelemetrySampler } from '../telemetry/sampler.ts'
import type { LogDevice } from '../trt/log-device.ts'
import { DEFAULT_MEASURE, type MeasureIntent } from '../trt/trtexec-intent.ts'
import { buildEngine, type BuildOptions, type BuiltEngine, type EngineCache } from './engine-build.ts'
import type { TimeWindow } from './trtexec-conditions.ts'
import { lineUp, type Contestant, type EngineEntry, type Refusal } from './trtexec-contestants.ts'
import { TrtexecError } from './trtexec-failure.ts'
import { measureEngine, profileEngine, type Measurement, type ProfileFiles } from './trtexec-measure.ts'
import type { EngineRow, MeasuredEngine } from './trtexec-row.ts'
import type { ShapeWishes } from './trtexec-shapes.ts'
import { TrtexecSteps } from './trtexec-steps.ts'
import type { TrtexecTool } from './trtexec-tool.ts'

export interface EngineBenchmarkOptions extends Partial<ShapeWishes> {
  readonly measure?: Partial<MeasureIntent>
  /** Measurements of every engine, in turn. */
  readonly repeats?: number
  /** Whether FP16 races beside INT8; default true. */
  readonly raceFp16?: boolean
  /** Whether layers are timed and listed in a run of their own; default true. */
  readonly profile?: boolean
  readonly workspaceMiB?: number
  readonly tf32?: boolean
  readonly plugins?: readonly string[]
  /** CUDA's number of the GPU. */
  readonly device?: number
  readonly verbose?: boolean
  readonly rebuild?: boolean
  /** After so long a run of trtexec is ended; 0: never. */
  readonly timeoutMs?: number
  /** For what trtexec writes; a temporary one unless given. */
  readonly folder?: string
  /** Engines of earlier builds; none unless given. */
  readonly cache?: EngineCache
  readonly listener?: EngineListener
  /** Hears trtexec's log, line by line. */
  readonly onLog?: (line: string, label: string) => void
  /** Opens what watches the machine; the benchmark closes it. */
  readonly openTelemetry?: (ownPids: () => readonly number[]) => Promise<TelemetrySampler>
}

/** Hears of every engine, and may keep what lies in its folder before that goes. */
export interface EngineListener {
  onStart?(contestant: Contestant): Promise<void>
  onBuilt?(contestant: Contestant, built: BuiltEngine): Promise<void>
  onMeasured?(row: EngineRow, engine: MeasuredEngine): Promise<void>
  onFailed?(contestant: Contestant, error: QuantbenchError): Promise<void>
}

const NO_CACHE: EngineCache = { findEngine: () => null, findTimingCache: () => null }

/** What a race goes by. */
export interface RaceSetting {
  readonly tool: TrtexecTool
  readonly entries: readonly EngineEntry[]
  readonly folder: string
  readonly options: EngineBenchmarkOptions
  readonly context: StageContext
  readonly sampler: TelemetrySampler
  /** Of every trtexec that was started. */
  readonly pids: number[]
}

/** A contestant on its way. */
export interface Runner {
  readonly contestant: Contestant
  built: BuiltEngine
  readonly measurements: Measurement[]
  /** When it was measured. */
  readonly windows: TimeWindow[]
  profile: ProfileFiles | null
}

/** Engines that are built, and then measured in turn; one that fails leaves the others in the race. */
export class Race {
  private readonly setting: RaceSetting
  private readonly contestants: readonly Contestant[]
  readonly refusals: Refusal[]
  readonly notes: string[]
  private readonly steps: TrtexecSteps
  readonly measureIntent: MeasureIntent
  readonly repeats: number
  /** Who is still in it. */
  runners: Runner[] = []
  /** The GPU as trtexec describes it. */
  device: LogDevice | null = null

  private constructor(setting: RaceSetting, lineup: Awaited<ReturnType<typeof lineUp>>) {
    const { options, context, pids } = setting
    this.setting = setting
    this.contestants = lineup.contestants
    this.refusals = [...lineup.refusals]
    this.notes = [...lineup.notes]
    this.repeats = options.repeats ?? 5
    this.measureIntent = { ...DEFAULT_MEASURE, ...options.measure }
    const each = 1 + this.repeats + this.profileRuns
    this.steps = new TrtexecSteps(each * lineup.contestants.length, {
      onProgress: context.onProgress,
      signal: context.signal,
      onLog: options.onLog,
      timeoutMs: options.timeoutMs,
      onStart: (pid) => pids.push(pid),
    })
  }

  static async open(setting: RaceSetting): Promise<Race> {
    const { tool, entries, folder, options } = setting
    const { raceFp16 = true, batch = 1 } = options
    return new Race(
      setting,
      await lineUp(entries, { ...options, batch, release: tool.release, raceFp16, folder }),
    )
  }

  async build(): Promise<void> {
    for (const contestant of this.contestants) {
      await this.setting.options.listener?.onStart?.(contestant)
      await this.attempt(contestant, this.repeats + this.profileRuns, async () => {
        const built = await this.buildOne(contestant)
        this.runners.push({ contestant, built, measurements: [], windows: [], profile: null })
      })
      this.steps.finish()
    }
    this.requireRunners()
  }

  /** Round by round, every engine once a round. */
  async measure(): Promise<void> {
    const { sampler } = this.setting
    for (let round = 1; round <= this.repeats; round++) {
      for (const runner of [...this.runners]) {
        sampler.start()
        const from = Date.now()
        await this.attempt(runner.contestant, this.repeats - round + this.profileRuns, async () => {
          const measurement = await this.measureOne(runner, `round ${round} of ${this.repeats}`)
          runner.measurements.push(measurement)
          this.device ??= measurement.run.log.device ?? null
        })
        sampler.stop()
        runner.windows.push({ from, to: Date.now() })
        this.steps.finish()
      }
      this.requireRunners()
    }
    await sampler.sample()
  }

  /** Layers are a supplement: without them the figures stand. */
  async profile(): Promise<void> {
    if (this.setting.options.profile === false) return
    for (const runner of this.runners) {
      const { label } = runner.contestant
      try {
        const running = this.steps.next('profile', label)
        runner.profile = await profileEngine(runner.contestant, this.measureOptions, running)
      } catch (error) {
        if (!(error instanceof TrtexecError)) throw error
        this.notes.push(`The layers of ${label} could not be timed: ${error.message}.`)
      }
      this.steps.finish()
    }
  }

  private async buildOne(contestant: Contestant, rebuild?: boolean): Promise<BuiltEngine> {
    const { options } = this.setting
    const { cache = NO_CACHE, listener } = options
    const running = this.steps.next('build', contestant.label)
    const choice = rebuild === undefined ? this.buildOptions : { ...this.buildOptions, rebuild }
    const built = await buildEngine(contestant, cache, choice, running)
    await listener?.onBuilt?.(contestant, built)
    return built
  }

  private async measureOne(runner: Runner, detail: string): Promise<Measurement> {
    const { contestant } = runner
    const once = () =>
      measureEngine(contestant, this.measureOptions, this.steps.next('measure', contestant.label, detail))
    try {
      return await once()
    } catch (error) {
      // A driver or a GPU may have changed without a sign of it in the key.
      if (!(error instanceof TrtexecError) || error.kind !== 'engine-version' || !runner.built.reused)
        throw error
      this.notes.push(
        `${contestant.label} was built again: this machine does not take the kept engine any more.`,
      )
      runner.built = await this.buildOne(contestant, true)
      return await once()
    }
  }

  /** Takes a contestant out of the race, with the runs ahead of it, where it fails; what all would meet, and the user's own end, ends the race. */
  private async attempt(contestant: Contestant, ahead: number, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (thrown) {
      const error = readable(thrown)
      const general = error.code === 'CANCELLED' || error.code === 'TRTEXEC_MISSING'
      if (error.code !== 'CANCELLED') await this.setting.options.listener?.onFailed?.(contestant, error)
      if (general || (error instanceof TrtexecError && error.isGeneral)) throw error
      this.steps.leaveOut(ahead)
      this.runners = this.runners.filter((runner) => runner.contestant !== contestant)
      this.refusals.push({ label: contestant.label, error, added: contestant.added })
      if (contestant.added) this.notes.push(`No FP16 engine races beside INT8: ${error.message}.`)
    }
  }

  private requireRunners(): void {
    if (this.runners.some(({ contestant }) => !contestant.added)) return
    const asked = this.refusals.find(({ added }) => !added) ?? this.refusals.at(0)
    throw asked?.error ?? new QuantbenchError('USAGE', 'Expected at least one model, got none')
  }

  private get profileRuns(): number {
    return this.setting.options.profile === false ? 0 : 1
  }

  private get buildOptions(): BuildOptions {
    const { tool, options, sampler } = this.setting
    const { workspaceMiB, tf32, plugins, verbose, rebuild, device = 0 } = options
    const target = { version: tool.release, gpus: sampler.gpus, device }
    return { tool, target, workspaceMiB, tf32, plugins, verbose, rebuild }
  }

  private get measureOptions() {
    const { tool, options } = this.setting
    const { plugins, verbose, device = 0 } = options
    return { tool, measure: this.measureIntent, plugins, verbose, device }
  }
}

function readable(thrown: unknown): QuantbenchError {
  if (thrown instanceof QuantbenchError) return thrown
  return new QuantbenchError('INTERNAL', messageOf(thrown), { cause: thrown })
}

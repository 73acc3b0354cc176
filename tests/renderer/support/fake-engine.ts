import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { implement, ORPCError } from '@orpc/server'
import { RPCHandler } from '@orpc/server/ws'
import { SafeRoots } from '../../../src/main/web/safe-roots.ts'
import { startWebHost } from '../../../src/main/web/web-host.ts'
import { contract } from '../../../src/shared/contract/contract.ts'
import type { Job, JobEvent } from '../../../src/shared/contract/job.ts'
import type { RunSummary } from '../../../src/shared/contract/run.ts'
import { settingsSchema, type Settings } from '../../../src/shared/contract/system.ts'
import { fakeGraph } from './fake-graphs.ts'
import { fakeDoctor, fakeTelemetry } from './fake-machine.ts'
import {
  fakeDataset,
  fakeHealth,
  fakeImages,
  fakeInspection,
  fakeModel,
  fakePreview,
  fakeTrial,
  fakeView,
} from './fake-models.ts'
import { fakeClassCurves, fakeClasses, fakeCurves, fakeRanges } from './fake-evidence.ts'
import { fakeJobDetail, fakeJobs, fakeRunDetail, fakeRuns, NOW, unitOf } from './fake-data.ts'

export interface FakeOptions {
  /** Folder of the built interface. */
  renderer: string
  runs?: number
  jobs?: boolean
  port?: number
  settings?: Partial<Settings>
  /** Folder with `image.png` that a made-up dataset lies in; there is a model then, too. */
  data?: string
}

const notFound = (what: string) =>
  new ORPCError('FAILURE', {
    defined: true,
    data: {
      code: 'RUN_NOT_FOUND',
      message: `Expected a run, got ${what}`,
      wayOut: 'Look it up in the list of runs.',
    },
  })

const locked = () =>
  new ORPCError('FAILURE', {
    defined: true,
    data: {
      code: 'STORE_LOCKED',
      message: 'quantbench.sqlite is locked by another process',
      wayOut: 'Wait until the other process has finished its work, or end it, and try again.',
    },
  })

function compareRuns(a: RunSummary, b: RunSummary, metric: string | undefined, descending: boolean): number {
  const value = ({ metrics, createdAt }: RunSummary) =>
    metric === undefined ? createdAt : (metrics[metric] ?? 0)
  return (value(a) - value(b)) * (descending ? -1 : 1)
}

/**
 * An engine of made-up data behind the real web host and the real contract, so that pages are seen under the real
 * CSP and every payload is checked: jobs progress while one watches, and can be cancelled.
 */
export async function startFakeEngine(options: FakeOptions) {
  const { data } = options
  let runs = fakeRuns(options.runs ?? 60)
  let isLocked = false
  let settings: Settings = settingsSchema.parse(options.settings ?? {})
  const { queue, history } = options.jobs === false ? { queue: [], history: [] } : fakeJobs()
  const listeners = new Set<(event: JobEvent) => void>()
  const tell = (event: JobEvent) => listeners.forEach((listener) => listener(event))
  const runOf = (id: string) => {
    const run = runs.find((each) => each.id === id)
    if (run === undefined) throw notFound(id)
    return run
  }
  const jobOf = (id: string) => [...queue, ...history].find((job) => job.id === id)
  const logged = Array.from({ length: 400 }, (_, index) => ({
    time: NOW - (400 - index) * 900,
    level: index % 57 === 20 ? ('warn' as const) : index % 3 === 0 ? ('debug' as const) : ('info' as const),
    text:
      index % 57 === 20
        ? `image ${index}: JPEG ends early, decoded what is there`
        : `step ${index}: loss ${(2 / (index + 8)).toFixed(4)}`,
  }))

  function end(id: string, state: Job['state']): void {
    const at = queue.findIndex((job) => job.id === id)
    if (at < 0) return
    const [job] = queue.splice(at, 1)
    const ended = { ...job, state, finishedAt: Date.now() }
    history.unshift(ended)
    tell({ type: 'changed', job: ended })
  }

  function change(id: string, changes: Partial<Job>): void {
    const job = queue.find((each) => each.id === id)
    if (job === undefined) return
    Object.assign(job, changes)
    tell({ type: 'changed', job })
  }

  const timer = setInterval(() => {
    for (const job of queue) {
      if (job.state !== 'running' || job.progress === null) continue
      job.progress = {
        ...job.progress,
        done: job.progress.done + 1,
        etaSeconds: (job.progress.total - job.progress.done) / 3.4,
      }
      tell({ type: 'progress', job: job.id, attempt: 1, progress: job.progress })
      if (job.progress.done >= job.progress.total) end(job.id, 'done')
    }
  }, 300)

  async function* events(signal: AbortSignal | undefined) {
    const waiting: JobEvent[] = []
    let wake = () => {}
    const listener = (event: JobEvent) => {
      waiting.push(event)
      wake()
    }
    listeners.add(listener)
    try {
      while (signal?.aborted !== true) {
        yield* waiting.splice(0)
        await new Promise<void>((resolve) => {
          wake = resolve
          signal?.addEventListener('abort', () => resolve(), { once: true })
        })
      }
    } finally {
      listeners.delete(listener)
    }
  }

  const os = implement(contract)
  const router = os.router({
    system: {
      about: os.system.about.handler(() => ({
        version: '0.1.0',
        node: '24.21.0',
        platform: 'linux',
        home: '/home/user/.quantbench',
        demoModel: '/opt/quantbench/detector.onnx',
        writable: true,
        startedAt: NOW,
      })),
      doctor: os.system.doctor.handler(() => fakeDoctor()),
      telemetry: os.system.telemetry.handler(async function* ({ signal }) {
        for (let second = 0; signal?.aborted !== true; second += 1) {
          yield fakeTelemetry(second)
          await pause(1000)
        }
      }),
      settings: os.system.settings.handler(() => settings),
      changeSettings: os.system.changeSettings.handler(({ input }) => (settings = { ...settings, ...input })),
    },
    files: {
      browse: os.files.browse.handler(({ input: { path = '/data' } }) => ({
        path,
        parent: path === '/data' ? null : '/data',
        truncated: false,
        entries: [
          { name: 'coco', path: `${path}/coco`, kind: 'folder' as const, size: null, modifiedAt: NOW },
          {
            name: 'yolov5n.onnx',
            path: `${path}/yolov5n.onnx`,
            kind: 'file' as const,
            size: 7_460_000,
            modifiedAt: NOW,
          },
        ],
      })),
      roots: os.files.roots.handler(() => []),
      openRoot: os.files.openRoot.handler(({ input }) => [input.path]),
      closeRoot: os.files.closeRoot.handler(() => []),
      beginUpload: os.files.beginUpload.handler(() => ({ upload: randomUUID() })),
      appendUpload: os.files.appendUpload.handler(() => undefined),
      finishUpload: os.files.finishUpload.handler(() => ({ paths: ['/data/uploads/yolov5n.onnx'] })),
      dropUpload: os.files.dropUpload.handler(() => undefined),
    },
    models: {
      list: os.models.list.handler(() => (data === undefined ? [] : [fakeModel])),
      inspect: os.models.inspect.handler(({ input }) => {
        if (data === undefined) throw notFound(input.path)
        return fakeInspection
      }),
      preview: os.models.preview.handler(({ input }) => {
        if (data === undefined) throw notFound(input.path)
        return fakePreview
      }),
      view: os.models.view.handler(({ input }) => {
        if (data === undefined) throw notFound(input.path)
        return fakeView
      }),
      trial: os.models.trial.handler(({ input }) => {
        if (data === undefined) throw notFound(input.path)
        return fakeTrial
      }),
      graph: os.models.graph.handler(({ input }) => {
        if (!input.path.startsWith('/graphs/')) throw notFound(input.path)
        return fakeGraph(input.path)
      }),
    },
    datasets: {
      list: os.datasets.list.handler(() => (data === undefined ? [] : [fakeDataset(data)])),
      open: os.datasets.open.handler(() => {
        if (data === undefined) throw notFound('a dataset')
        return fakeHealth(data)
      }),
      images: os.datasets.images.handler(({ input: { category, text = '', image, offset, limit } }) => {
        const all = (data === undefined ? [] : fakeImages(`${data}/image.png`)).filter(
          ({ name, boxes }) =>
            name.includes(text) && (category === undefined || boxes.some((box) => box.category === category)),
        )
        const place = all.findIndex(({ id }) => id === image)
        return {
          images: all.slice(offset, offset + limit),
          total: all.length,
          place: place < 0 ? null : place,
        }
      }),
    },
    recipes: {
      list: os.recipes.list.handler(() => []),
      save: os.recipes.save.handler(() => []),
      delete: os.recipes.delete.handler(() => []),
    },
    experiments: {
      plan: os.experiments.plan.handler(({ input: { experiment } }) => ({
        title: experiment.kind === 'demo' ? 'Demo on the bundled detector' : `Experiment ${experiment.kind}`,
        argv: [experiment.kind],
        command: `quantbench ${experiment.kind} --device ${experiment.device} --seed ${experiment.seed}`,
        resumable: true,
        gpu: false,
        estimate: { seconds: 412, jobs: 3, alike: true },
      })),
      start: os.experiments.start.handler(({ input: { experiment } }) => {
        const [template] = fakeJobs().queue
        const job = {
          ...template,
          id: `job-${Date.now()}`,
          kind: experiment.kind,
          title: `Started ${experiment.kind}`,
          createdAt: Date.now(),
          startedAt: Date.now(),
        }
        job.progress = template.progress && { ...template.progress, done: 0, total: 400 }
        queue.splice(1, 0, job)
        tell({ type: 'changed', job })
        return { job: job.id }
      }),
    },
    jobs: {
      queue: os.jobs.queue.handler(() => ({ jobs: queue, counts: { running: 1 } })),
      history: os.jobs.history.handler(() => history),
      get: os.jobs.get.handler(({ input }) => {
        const job = jobOf(input.id)
        if (job === undefined) throw notFound(input.id)
        return fakeJobDetail(
          job,
          runs
            .slice(0, 6)
            .map(({ id }) => id)
            .reverse(),
        )
      }),
      log: os.jobs.log.handler(({ input: { from } }) => ({
        lines: logged.slice(from),
        next: logged.length,
        total: logged.length,
      })),
      events: os.jobs.events.handler(({ signal }) => events(signal)),
      cancel: os.jobs.cancel.handler(({ input }) => {
        end(input.id, 'cancelled')
        return {}
      }),
      pause: os.jobs.pause.handler(({ input }) => {
        change(input.id, { state: 'paused' })
        return {}
      }),
      resume: os.jobs.resume.handler(({ input }) => {
        change(input.id, { state: 'running' })
        return {}
      }),
      retry: os.jobs.retry.handler(() => ({})),
      duplicate: os.jobs.duplicate.handler(({ input }) => ({ job: input.id })),
      move: os.jobs.move.handler(() => ({})),
      setPriority: os.jobs.setPriority.handler(() => ({})),
      remove: os.jobs.remove.handler(({ input }) => {
        for (const id of input.ids)
          history.splice(
            history.findIndex((job) => job.id === id),
            1,
          )
        return {}
      }),
    },
    runs: {
      list: os.runs.list.handler(({ input }) => {
        if (isLocked) throw locked()
        const { text = '', sort, limit = 500, offset = 0, kinds, favourite } = input
        const words = text.toLowerCase().split(/\s+/)
        const metric = sort !== undefined && 'metric' in sort ? sort.metric : undefined
        const found = runs
          .filter((run) =>
            words.every((word) => `${run.name} ${run.id} ${run.tags.join(' ')}`.toLowerCase().includes(word)),
          )
          .filter(
            (run) =>
              (kinds === undefined || kinds.includes(run.kind)) && (favourite !== true || run.favourite),
          )
          .toSorted((a, b) => compareRuns(a, b, metric, sort?.descending ?? true))
        return { runs: found.slice(offset, offset + limit), total: found.length }
      }),
      vocabulary: os.runs.vocabulary.handler(() => ({
        metrics: Object.keys(runs[0]?.metrics ?? {}).map((name) => ({
          name,
          unit: unitOf(name),
          runs: runs.length,
        })),
        tags: [{ tag: 'orin', runs: 6 }],
        folders: ['release 1.4'],
      })),
      get: os.runs.get.handler(({ input }) => {
        const run = runs.find(({ id }) => id === input.id)
        if (run === undefined) throw notFound(input.id)
        return fakeRunDetail(run, runs)
      }),
      events: os.runs.events.handler(() => []),
      series: os.runs.series.handler(({ input: { names } }) =>
        names.map((name) => {
          const steps = Array.from({ length: name === 'loss' ? 742 : 7 }, (_, index) =>
            name === 'loss' ? index : (index + 1) * 100,
          )
          const value = (step: number) =>
            name === 'loss'
              ? 0.03 + 0.4 * Math.exp(-step / 120) + 0.01 * Math.abs(Math.sin(step * 1.7))
              : (name === 'AP' ? 0.279 : 0.97) - 0.02 * Math.exp(-step / 200)
          return { name, steps, values: steps.map(value), times: steps.map(() => null) }
        }),
      ),
      watch: os.runs.watch.handler(async function* () {
        yield { series: [], status: 'done' as const }
      }),
      curves: os.runs.curves.handler(({ input }) => fakeCurves(runOf(input.id), input.kind)),
      classCurves: os.runs.classCurves.handler(({ input }) => fakeClassCurves(runOf(input.id), input.names)),
      confusion: os.runs.confusion.handler(() => null),
      sensitivity: os.runs.sensitivity.handler(({ input }) => {
        throw notFound(input.id)
      }),
      search: os.runs.search.handler(({ input }) => {
        throw notFound(input.id)
      }),
      change: os.runs.change.handler(({ input }) => {
        for (const run of runs)
          if (input.ids.includes(run.id) && input.favourite !== undefined) run.favourite = input.favourite
        return { changed: input.ids.length }
      }),
      delete: os.runs.delete.handler(({ input }) => {
        runs = runs.filter(({ id }) => !input.ids.includes(id))
        return { deleted: input.ids.length, freedBytes: 0 }
      }),
      exportBundle: os.runs.exportBundle.handler(({ input }) => ({ path: input.path, bytes: 12_345 })),
      importBundle: os.runs.importBundle.handler(() => ({ imported: [], known: [] })),
      saveArtifact: os.runs.saveArtifact.handler(({ input }) => ({ path: input.path, bytes: 1 })),
    },
    comparisons: {
      compare: os.comparisons.compare.handler(({ input }) => {
        const chosen = input.ids.map(runOf)
        const wanted = chosen.findIndex(({ id, kind }) =>
          input.baseline === undefined ? kind === 'fp32' : id === input.baseline,
        )
        const baseline = Math.max(0, wanted)
        const metrics = Object.keys(chosen[0]?.metrics ?? {}).map((name) => {
          const values = chosen.map(({ metrics: all }) => all[name] ?? null)
          const of = values[baseline] ?? 0
          const lower = /latency|size/.test(name)
          const best = lower
            ? Math.min(...values.map((v) => v ?? Infinity))
            : Math.max(...values.map((v) => v ?? -Infinity))
          return {
            name,
            unit: unitOf(name),
            better: lower ? ('lower' as const) : ('higher' as const),
            values,
            differences: values.map((value) => (value === null ? null : value - of)),
            ratios: values.map((value) => (value === null ? null : value / of)),
            best: values.flatMap((value, index) => (value === best ? [index] : [])),
          }
        })
        return {
          runs: chosen,
          baseline,
          parameters: {
            differing: [
              { name: 'recipe.method', values: chosen.map(({ kind }) => (kind === 'ptq' ? 'mse' : null)) },
            ],
            identical: [{ name: 'batch', values: chosen.map(() => 8) }],
          },
          environment: {
            differing: [],
            identical: [{ name: 'onnxruntime', values: chosen.map(() => '1.30.0') }],
          },
          metrics,
        }
      }),
      classes: os.comparisons.classes.handler(({ input }) => fakeClasses(input.ids.map(runOf))),
      gallery: os.comparisons.gallery.handler(() => ({ images: [], total: 0, categories: [] })),
    },
    layers: {
      ranges: os.layers.ranges.handler(({ input }) => fakeRanges(runOf(input.run))),
      histogram: os.layers.histogram.handler(({ input }) => {
        throw notFound(input.tensor)
      }),
      evidence: os.layers.evidence.handler(() => ({ tensors: [], sensitivity: null, latency: null })),
      weight: os.layers.weight.handler(({ input }) => {
        throw notFound(input.tensor)
      }),
      calibrate: os.layers.calibrate.handler(() => {
        throw notFound('analysis')
      }),
      fileHistogram: os.layers.fileHistogram.handler(() => {
        throw notFound('files')
      }),
    },
    advice: {
      findings: os.advice.findings.handler(({ input }) => {
        throw notFound(input.model)
      }),
    },
    engines: {
      graph: os.engines.graph.handler(({ input }) => {
        throw notFound(input.layers)
      }),
      explain: os.engines.explain.handler(({ input }) => {
        throw notFound(input.model ?? 'engine')
      }),
      diff: os.engines.diff.handler(() => {
        throw notFound('engines')
      }),
    },
    store: {
      check: os.store.check.handler(() => ({
        ok: true,
        findings: [],
        runs: runs.length,
        artifacts: 3 * runs.length,
      })),
      backup: os.store.backup.handler(() => ({
        path: '/home/user/.quantbench/backups/1',
        runs: runs.length,
        artifacts: 3 * runs.length,
        bytes: 4_200_000,
      })),
      compact: os.store.compact.handler(() => ({ freedBytes: 1_300_000, uploadsRemoved: 2 })),
    },
  })

  const roots = new SafeRoots()
  if (data !== undefined) await roots.open(data)
  const handler = new RPCHandler(router)
  const host = await startWebHost({
    renderer: options.renderer,
    roots,
    port: options.port,
    attach: (socket) => void handler.upgrade(socket),
  })
  return {
    url: host.url,
    port: host.port,
    /** Lists of runs fail from now on, or no longer. */
    lock: (now: boolean) => (isLocked = now),
    /** Ends every connection without a word, as a crash would. */
    close: async () => {
      clearInterval(timer)
      await host.close()
    },
  }
}

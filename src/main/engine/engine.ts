import { RPCHandler } from '@orpc/server/ws'
import { AnalysisProcess } from '../api/analysis/analysis-process.ts'
import type { ApiContext } from '../api/context.ts'
import { Connection } from '../api/connection.ts'
import { MachineWatch } from '../api/machine-watch.ts'
import { openRecipes } from '../api/recipe-file.ts'
import { router } from '../api/router.ts'
import { openSettings } from '../api/settings-file.ts'
import { Uploads } from '../api/uploads.ts'
import { createLogger, type Logger } from '../base/logging.ts'
import { processEntry } from '../base/process-entry.ts'
import { JobSupervisor } from '../jobs/supervisor.ts'
import { claimEngine, type EngineClaim } from '../runs/engine-claim.ts'
import { openStore, type Store } from '../runs/store.ts'
import { openSampler } from '../telemetry/sampler.ts'
import { createRedactor } from '../web/redact.ts'
import { SafeRoots } from '../web/safe-roots.ts'
import type { Attach } from '../web/socket-server.ts'
import { createToken } from '../web/token.ts'
import { startWebHost, type WebHost } from '../web/web-host.ts'
import { RememberedRoots } from './remembered-roots.ts'
import { rendererFolder } from './renderer-folder.ts'

export interface EngineOptions {
  /** Absolute path of the home folder. */
  home: string
  /** A free one where it is left out. */
  port?: number
  /** Folder of the built interface, instead of this installation's. */
  renderer?: string
}

export interface Engine {
  /** The address that signs a browser in. */
  readonly url: string
  readonly port: number
  readonly supervisor: JobSupervisor
  readonly store: Store
  readonly roots: RememberedRoots
  readonly log: Logger
  /** Ends everything. `stop`: the running jobs too; those that can are queued to go on. `leave`: they run on alone. */
  close(mode: 'stop' | 'leave'): Promise<void>
}

/** What all calls work with. */
type EngineContext = Omit<ApiContext, 'connection'>

/** What an engine has opened so far, to close it again whatever stands in the way of the rest. */
class Opened {
  private readonly closers: (() => void | Promise<void>)[] = []

  add<T>(thing: T, close: (thing: T) => void | Promise<void>): T {
    this.closers.push(() => close(thing))
    return thing
  }

  async close(): Promise<void> {
    for (const close of this.closers.splice(0).reverse()) await close()
  }
}

async function openContext(
  home: string,
  opened: Opened,
  log: Logger,
): Promise<EngineContext & { roots: RememberedRoots; safeRoots: SafeRoots }> {
  const store = opened.add(openStore(home), (it) => it.close())
  const settings = openSettings(home)
  const { gpuSlots, cpuSlots } = settings.get()
  const supervisor = new JobSupervisor({
    store,
    entry: processEntry('job'),
    slots: { gpu: gpuSlots, cpu: cpuSlots },
  })
  const analysis = new AnalysisProcess({ entry: processEntry('analysis') })
  opened.add(analysis, (it) => it.close())
  const sampler = opened.add(await openSampler({ intervalMs: 1000 }), (it) => it.close())
  const isBusy = () => (store.jobs.counts().running ?? 0) > 0
  const machine = opened.add(new MachineWatch({ jobs: supervisor, isBusy, sampler }), (it) => it.close())
  const safeRoots = new SafeRoots()
  const roots = await RememberedRoots.open(safeRoots, home, [home])
  const recipes = openRecipes(home)
  const uploads = new Uploads(home)
  const startedAt = Date.now()
  return {
    store,
    supervisor,
    analysis,
    roots,
    safeRoots,
    sampler,
    machine,
    settings,
    recipes,
    uploads,
    log,
    startedAt,
  }
}

function serve(
  context: EngineContext & { safeRoots: SafeRoots },
  token: string,
  { port, renderer = rendererFolder() }: EngineOptions,
): Promise<WebHost> {
  const { log, safeRoots: roots } = context
  const handler = new RPCHandler(router)
  const attach: Attach = (socket) =>
    void handler.upgrade(socket, { context: { ...context, connection: new Connection() } })
  return startWebHost({ renderer, roots, token, port, log, attach })
}

/**
 * Opens the store, takes up its jobs, and serves the workbench on 127.0.0.1. Throws ENGINE_RUNNING, PORT_TAKEN, what
 * opening a store throws, and FILE_NOT_FOUND where the interface is not built; then nothing is left open.
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { home } = options
  const token = createToken()
  const log = createLogger('engine', createRedactor([token]).loggerOptions)
  const opened = new Opened()
  try {
    return await open()
  } catch (error) {
    await opened.close()
    throw error
  }

  async function open(): Promise<Engine> {
    // The store first: it makes the home folder.
    const context = await openContext(home, opened, log)
    const claim: EngineClaim = opened.add(claimEngine(home), (it) => it.release())
    const web = opened.add(await serve(context, token, options), (it) => it.close())
    claim.announce(web.port)
    const { supervisor, store, roots } = context
    await supervisor.start()
    const close = async (mode: 'stop' | 'leave') => {
      await supervisor.stop(mode)
      await opened.close()
    }
    return { url: web.url, port: web.port, supervisor, store, roots, log, close }
  }
}

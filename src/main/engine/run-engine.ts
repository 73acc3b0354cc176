import { failureOf, QuantbenchError } from '../base/errors.ts'
import { resolveHome } from '../runs/home.ts'
import { shellMessageSchema, type EngineMessage } from '../../shared/engine-message.ts'
import { folderOf } from '../api/folder-of.ts'
import { startEngine, type Engine } from './engine.ts'
import { tellShell } from './job-notices.ts'

type StopMode = 'stop' | 'leave'

/** How a host that started this process hears of it; without one, lines on stdout. */
function tell(message: EngineMessage): void {
  if (process.send !== undefined) {
    if (process.connected) process.send(message)
  } else process.stdout.write(`${JSON.stringify(message)}\n`)
}

/** Resolves when somebody asks for the end: a signal, a message, or the host that is gone. */
function askedToStop(engine: Engine): Promise<StopMode> {
  return new Promise((resolve) => {
    process.on('SIGINT', () => resolve('stop'))
    process.on('SIGTERM', () => resolve('stop'))
    // A closed terminal or a lost connection must not cost the night's work.
    process.on('SIGHUP', () => resolve('leave'))
    process.on('disconnect', () => resolve('leave'))
    process.on('message', (message) => {
      const parsed = shellMessageSchema.safeParse(message)
      if (!parsed.success) return
      if (parsed.data.type === 'stop') resolve(parsed.data.mode)
      else void openRoot(engine, parsed.data.path)
    })
  })
}

async function openRoot({ roots, log }: Engine, path: string): Promise<void> {
  try {
    await roots.open(await folderOf(path))
  } catch (error) {
    log.warn({ err: error }, 'A chosen folder could not be opened')
  }
}

function tellFailure(thrown: unknown): void {
  const { code, message, wayOut = null } = failureOf(thrown, 'INTERNAL')
  if (process.send !== undefined) tell({ type: 'failed', failure: { code, message, wayOut } })
  const line = thrown instanceof QuantbenchError ? thrown.toLine() : `INTERNAL: ${message}`
  process.stderr.write(`${line}\n`)
}

/**
 * The engine as a process: says where it serves, or why it cannot, and ends when asked.
 * @returns the exit status.
 */
export async function runEngine({ home, port }: { home?: string; port?: number }): Promise<number> {
  let engine: Engine
  try {
    engine = await startEngine({ home: resolveHome({ option: home }), port })
  } catch (error) {
    tellFailure(error)
    return 1
  }
  const stopped = askedToStop(engine)
  tell({ type: 'ready', url: engine.url, port: engine.port })
  const silence = process.send === undefined ? () => undefined : tellShell(engine, tell)
  const mode = await stopped
  silence()
  await engine.close(mode)
  tell({ type: 'stopped' })
  if (process.connected) process.disconnect()
  return 0
}

import { fileURLToPath } from 'node:url'
import { startProcess, type RunningProcess } from '../../src/main/base/child-process.ts'
import { processEntry } from '../../src/main/base/process-entry.ts'
import {
  engineMessageSchema,
  type EngineMessage,
  type ShellMessage,
} from '../../src/shared/engine-message.ts'
import { connect, type EngineClient } from './engine-client.ts'

/** An engine in a process of its own, with a client that is connected to it. */
export interface EngineProcess {
  readonly process: RunningProcess
  readonly client: EngineClient
  readonly url: string
  /** Everything that it told its host, and still tells. */
  readonly told: readonly EngineMessage[]
  /** What it wrote to stderr. */
  readonly lines: readonly string[]
  send(message: ShellMessage): void
}

/** Starts an engine on a home folder as the desktop program does. Throws with what it says where it does not start. */
export async function startEngineProcess(
  home: string,
  {
    entry = fileURLToPath(processEntry('engine')),
    args = [],
  }: { entry?: string; args?: readonly string[] } = {},
): Promise<EngineProcess> {
  const told: EngineMessage[] = []
  const lines: string[] = []
  const { promise: ready, resolve, reject } = Promise.withResolvers<string>()
  const engine = await startProcess(process.execPath, [entry, '--home', home, ...args], {
    onLine: (line) => lines.push(line),
    onMessage: (message) => {
      const parsed = engineMessageSchema.parse(message)
      told.push(parsed)
      if (parsed.type === 'ready') resolve(parsed.url)
    },
  })
  void engine.exited.then(({ code, signal }) =>
    reject(new Error(`the engine ended (${code ?? signal}): ${lines.join(' / ')}`)),
  )
  const url = await ready
  const { client } = await connect(url)
  return { process: engine, client, url, told, lines, send: (message) => engine.send(message) }
}

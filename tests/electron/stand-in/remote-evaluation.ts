import type { ChildProcess } from 'node:child_process'
import { z } from 'zod'

const fromShell = z.union([
  z.object({ browser: z.string() }),
  z.object({ id: z.number(), error: z.string() }),
  z.object({ id: z.number(), value: z.unknown().optional() }),
])

interface Waiting {
  resolve: (value: unknown) => void
  reject: (error: Error) => void
}

/** Functions sent to the main process of the stand-in, and their answers. */
export class RemoteEvaluation {
  /** Address of the browser that the windows are in. */
  readonly browser: Promise<string>
  private readonly child: ChildProcess
  private readonly asked = new Map<number, Waiting>()

  constructor(child: ChildProcess) {
    this.child = child
    this.browser = new Promise((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`the shell ended with ${code} before it was ready`)))
      child.on('message', (message) => {
        const told = fromShell.parse(message)
        if ('browser' in told) resolve(told.browser)
        else this.settle(told)
      })
    })
    child.once('exit', () => {
      for (const { reject } of this.asked.values()) reject(new Error('the shell has ended'))
    })
  }

  run(source: string, argument: unknown): Promise<unknown> {
    const id = this.asked.size
    return new Promise((resolve, reject) => {
      this.asked.set(id, { resolve, reject })
      this.child.send({ id, source, argument })
    })
  }

  private settle(told: { id: number; error: string } | { id: number; value?: unknown }): void {
    const asked = this.asked.get(told.id)
    if ('error' in told) asked?.reject(new Error(told.error))
    else asked?.resolve(told.value)
  }
}

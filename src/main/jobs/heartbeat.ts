import { readFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import { workerEntry } from '../base/worker-entry.ts'

/** What the heartbeat's thread is started with. */
export interface HeartbeatSetup {
  file: string
  beatMs: number
  /** One Int32 that the main thread counts up. */
  shared: SharedArrayBuffer
}

const heartbeatSchema = z.object({
  /** Counts up. Times would not do: clocks jump. */
  beat: z.number(),
  /** For how long the main thread has not come back to its event loop. */
  blockedMs: z.number(),
  /** Memory of the process. */
  residentMB: z.number(),
})

export type Heartbeat = z.infer<typeof heartbeatSchema>

/**
 * Starts to say every `beatMs` that this process lives, into a file. A thread of its own does that, since ONNX Runtime
 * keeps the main thread for seconds (minutes, where it builds a TensorRT engine); it also tells for how long the
 * main thread has been kept. A file, unlike a pipe, is heard by whichever supervisor comes next.
 */
export function startHeartbeat(file: string, beatMs: number): () => void {
  const shared = new SharedArrayBuffer(4)
  const turns = new Int32Array(shared)
  const turn = setInterval(() => Atomics.add(turns, 0, 1), beatMs)
  turn.unref()
  const setup: HeartbeatSetup = { file, beatMs, shared }
  const worker = new Worker(workerEntry('heartbeat-worker', import.meta.url), { workerData: setup })
  // A process without anything left to do must be able to end.
  worker.unref()
  worker.on('error', () => undefined)
  return () => {
    clearInterval(turn)
    void worker.terminate()
  }
}

/** The last heartbeat in a file; undefined before the first one, or while it is being written. */
export function readHeartbeat(file: string): Heartbeat | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return heartbeatSchema.safeParse(content).data
  } catch {
    return undefined
  }
}

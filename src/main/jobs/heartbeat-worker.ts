import { openSync, writeSync } from 'node:fs'
import { workerData } from 'node:worker_threads'
import type { Heartbeat, HeartbeatSetup } from './heartbeat.ts'

// The thread that says that its process lives, whatever keeps the main thread.
const { file, beatMs, shared }: HeartbeatSetup = workerData
const turns = new Int32Array(shared)
const target = openSync(file, 'w')
let beat = 0
let seen = -1
let blockedMs = 0
let last = performance.now()

/** A pause of the whole process is not the main thread's doing: at most two beats count. */
function countBlocked(): void {
  const now = performance.now()
  const turn = Atomics.load(turns, 0)
  blockedMs = turn === seen ? blockedMs + Math.min(now - last, 2 * beatMs) : 0
  seen = turn
  last = now
}

function say(): void {
  countBlocked()
  const heartbeat: Heartbeat = {
    beat: ++beat,
    blockedMs: Math.round(blockedMs),
    residentMB: Math.round(process.memoryUsage.rss() / 1e6),
  }
  try {
    // In place and always as long, so that a full disk does not silence it.
    writeSync(target, JSON.stringify(heartbeat).padEnd(128), 0)
  } catch {
    // The next one may succeed; a supervisor bears some silence.
  }
}

say()
setInterval(say, beatMs)

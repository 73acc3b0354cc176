import { Worker } from 'node:worker_threads'

/** Looks from a thread of its own, so that it sees the parent's end also while native code holds up the first thread. */
const WATCH = `
const { workerData: { parent, grace } } = require('node:worker_threads')
const isGone = () => {
  if (process.ppid !== parent) return true
  try { process.kill(parent, 0); return false } catch (error) { return error.code === 'ESRCH' }
}
const watch = setInterval(() => {
  if (!isGone()) return
  clearInterval(watch)
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), grace)
}, 500)
`

const GRACE_MS = 1000

/**
 * Ends this process when the one that started it is gone or has closed the channel to it: at once where it is at rest,
 * by force a second or so later where it is not.
 */
export function endWithParent(): void {
  process.once('disconnect', () => process.exit(0))
  const workerData = { parent: process.ppid, grace: GRACE_MS }
  new Worker(WATCH, { eval: true, workerData, stdin: false }).unref()
}

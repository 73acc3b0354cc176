import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { z } from 'zod'
import { QuantbenchError } from '../base/errors.ts'
import { storeError } from './store-error.ts'

const ownerSchema = z.object({ pid: z.number().int(), port: z.number().int() })

/** The claim of one engine on a home folder. */
export interface EngineClaim {
  /** Tells other processes where this engine answers. */
  announce(port: number): void
  /** Gives it back; another engine may come. */
  release(): void
}

/** Who answers where, as far as it is told; the lock decides, not this. */
function describeOwner(file: string): string {
  try {
    const { pid, port } = ownerSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
    return ` (process ${pid}, port ${port})`
  } catch {
    return ''
  }
}

/**
 * Makes this process the one engine of a home folder. The claim is a lock that the system takes back when the process
 * ends, however it ends: an exclusive transaction on a database of its own that is never written.
 * Throws ENGINE_RUNNING where another engine lives, and what opening a store throws.
 */
export function claimEngine(home: string): EngineClaim {
  const notice = join(home, 'engine.json')
  const file = join(home, 'engine.lock')
  let lock: Database.Database | undefined
  try {
    lock = new Database(file, { timeout: 0 })
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock?.close()
    const known = storeError(error, file)
    if (!(known instanceof QuantbenchError) || known.code !== 'STORE_LOCKED') throw known
    throw new QuantbenchError(
      'ENGINE_RUNNING',
      `Another engine${describeOwner(notice)} works on the store in ${home}`,
      { wayOut: 'Use its window or address, end it, or give another folder with --home.', cause: error },
    )
  }
  const held = lock
  return {
    announce: (port) => writeFileSync(notice, JSON.stringify({ pid: process.pid, port })),
    release: () => {
      rmSync(notice, { force: true })
      held.close()
    },
  }
}

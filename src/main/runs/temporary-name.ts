import { randomBytes } from 'node:crypto'
import { isAlive, ownIdentity, type ProcessIdentity } from './process-identity.ts'

const SUFFIX = '.part'
const DAY_MS = 24 * 60 * 60 * 1000

/** A file or folder name for what is not finished; it tells which process is at work on it: `4711~<start>~<random>.part`. */
export function temporaryName(owner: ProcessIdentity = ownIdentity()): string {
  const start = owner.start.replaceAll('/', '_')
  return `${owner.pid}~${start}~${randomBytes(6).toString('hex')}${SUFFIX}`
}

function ownerOf(name: string): ProcessIdentity | undefined {
  const match = /(\d+)~([^~]+)~[0-9a-f]+\.part$/.exec(name)
  return match === null ? undefined : { pid: Number(match[1]), start: match[2].replaceAll('_', '/') }
}

/**
 * Whether something with a temporary name is left over from a process that is gone. Where the name does not tell the
 * process, the age decides; nothing else hangs on the clock, which may be set at any time.
 */
export function isAbandoned(name: string, modifiedAt: number, now: number = Date.now()): boolean {
  if (!name.endsWith(SUFFIX)) return false
  const owner = ownerOf(name)
  return owner === undefined ? now - modifiedAt >= DAY_MS : !isAlive(owner)
}

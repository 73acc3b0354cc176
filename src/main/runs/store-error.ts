import { statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { messageOf, QuantbenchError, systemCodeOf } from '../base/errors.ts'

/** The error for a database that is damaged; `why` is SQLite's own finding. */
export function corruptStore(file: string, why: string, cause?: unknown): QuantbenchError {
  return new QuantbenchError('STORE_CORRUPT', `${file} is damaged (${why})`, {
    wayOut:
      'Move it away and put a copy from the backups folder in its place, or start an empty store with another --home.',
    cause,
  })
}

function diskFull(file: string, cause: unknown): QuantbenchError {
  return new QuantbenchError('DISK_FULL', `No space left while writing ${file}`, {
    wayOut: 'Free some space and try again; what was stored before is kept.',
    cause,
  })
}

function locked(file: string, cause: unknown): QuantbenchError {
  return new QuantbenchError('STORE_LOCKED', `${file} is locked by another process`, {
    wayOut: 'Wait until the other process has finished its work, or end it, and try again.',
    cause,
  })
}

function unavailable(file: string, cause: unknown): QuantbenchError {
  return new QuantbenchError('STORE_UNAVAILABLE', `${file} cannot be used: ${messageOf(cause)}`, {
    wayOut: 'Check that the folder exists and is writable, or choose another with --home.',
    cause,
  })
}

/** SQLite reports a full disk as a plain I/O error where it extends its shared memory or syncs. */
function hasNoSpace(file: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(dirname(file))
    return bavail * bsize < 1 << 20
  } catch {
    return false
  }
}

const READERS: readonly [RegExp, (file: string, cause: unknown) => QuantbenchError][] = [
  [/^SQLITE_(BUSY|LOCKED|PROTOCOL)/, locked],
  [/^SQLITE_FULL/, diskFull],
  [/^SQLITE_IOERR/, (file, cause) => (hasNoSpace(file) ? diskFull(file, cause) : unavailable(file, cause))],
  [/^SQLITE_(CORRUPT|NOTADB)/, (file, cause) => corruptStore(file, messageOf(cause), cause)],
  [/^SQLITE_(CANTOPEN|READONLY|PERM|AUTH)/, unavailable],
  [/^ERR_DLOPEN_FAILED$/, unavailable],
]

/** What to throw for a failed database call: a readable error where the failure is the machine's, else `thrown` itself. */
export function storeError(thrown: unknown, file: string): unknown {
  const code = thrown instanceof QuantbenchError ? undefined : systemCodeOf(thrown)
  const reader = code === undefined ? undefined : READERS.find(([pattern]) => pattern.test(code))
  return reader === undefined ? thrown : reader[1](file, thrown)
}

/** Whether a statement broke a rule of the schema (a key, a reference, a check). */
export function isConstraintError(thrown: unknown): boolean {
  return systemCodeOf(thrown)?.startsWith('SQLITE_CONSTRAINT') ?? false
}

import { readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { QuantbenchError } from '../base/errors.ts'
import { writeAtomically } from '../base/files.ts'
import { invalidCheckpoint } from '../base/invalid-checkpoint.ts'
import { differences, identitySchema, type Identity } from '../stages/identity.ts'
import { sizeOf } from './leftovers.ts'
import type { Run } from './run-record.ts'
import { listFolder } from './staging.ts'
import type { Store } from './store.ts'

/** A command that keeps what it has done so far, so that it can go on after a crash. */
export interface ResumableWork {
  /** The verb. */
  readonly verb: string
  /** Absolute path of what the work is about; work elsewhere is none of its business. */
  readonly place: string
  readonly identity: Identity
  /** The command line, for telling whether it is the same one again. */
  readonly argv: readonly string[]
  /** Whether to go on with what is unfinished. */
  readonly resume: boolean
}

export interface BegunWork {
  readonly run: Run
  /** For what the work keeps while it lasts; `endWork` removes it. */
  readonly folder: string
  /** Whether the run is one that an earlier process began. */
  readonly resumed: boolean
  /** Why it was not taken up although there was something like it; for the user. */
  readonly remark: string | null
}

const noteSchema = z.object({
  version: z.literal(1),
  verb: z.string(),
  place: z.string(),
  identity: identitySchema,
  argv: z.array(z.string()),
  cwd: z.string(),
})

type Note = z.output<typeof noteSchema>

interface Unfinished {
  readonly id: string
  readonly note: Note
}

/** What nobody went on with for so long is given up. */
const ABANDONED_MS = 30 * 24 * 60 * 60 * 1000

const rootOf = (home: string): string => join(home, 'partial')
const noteFile = (folder: string): string => join(folder, 'work.json')

/**
 * Begins work that can be resumed: takes up its unfinished run, or starts one. Without `resume`, what an earlier start
 * of the same work kept is given up. Throws CHECKPOINT_INVALID, saying what differs, where the same command line was
 * interrupted on a model, images or settings that have changed since; and what `start` throws.
 */
export async function beginWork(
  store: Store,
  work: ResumableWork,
  start: () => Promise<Run>,
): Promise<BegunWork> {
  sweepPartialWork(store)
  const note = noteOf(work)
  const found = unfinished(store, work)
  const same = found.filter((other) => differences(other.note.identity, work.identity) === '')
  if (work.resume) {
    for (const { id } of same) {
      const run = takeUp(store, id)
      if (run !== null) return { run, folder: join(rootOf(store.home), id), resumed: true, remark: null }
    }
    refuseChanged(store, found, note)
  } else {
    for (const other of found) if (same.includes(other) || isAgain(other.note, note)) remove(store, other.id)
  }
  const run = await start()
  const folder = join(rootOf(store.home), run.id)
  await writeAtomically(noteFile(folder), JSON.stringify(note))
  return { run, folder, resumed: false, remark: work.resume ? remarkOn(found, work) : null }
}

/** Removes what finished work has kept. */
export function endWork(store: Store, runId: string): void {
  remove(store, runId)
}

function noteOf({ verb, place, identity, argv }: ResumableWork): Note {
  return {
    version: 1,
    verb,
    place,
    identity,
    argv: argv.filter((word) => word !== '--resume'),
    cwd: process.cwd(),
  }
}

function isAgain(before: Note, now: Note): boolean {
  return before.cwd === now.cwd && JSON.stringify(before.argv) === JSON.stringify(now.argv)
}

/** Runs at the same place that have something to go on from, the latest first. */
function unfinished(store: Store, { verb, place }: ResumableWork): Unfinished[] {
  return listFolder(rootOf(store.home))
    .toSorted()
    .toReversed()
    .flatMap((id) => {
      const note = readNote(join(rootOf(store.home), id))
      if (note === null || note.verb !== verb || note.place !== place) return []
      return statusOf(store, id) === 'running' ? [] : [{ id, note }]
    })
}

/** Null for what is not there or not readable. */
function readNote(folder: string): Note | null {
  try {
    return noteSchema.parse(JSON.parse(readFileSync(noteFile(folder), 'utf8')))
  } catch {
    return null
  }
}

/** Null for a run that is no longer there. */
function statusOf(store: Store, id: string): Run['status'] | null {
  try {
    return store.runs.get(id).status
  } catch (error) {
    if (error instanceof QuantbenchError && error.code === 'RUN_NOT_FOUND') return null
    throw error
  }
}

/** Makes a run this process's own; null where another process was faster. */
function takeUp(store: Store, id: string): Run | null {
  return store.write(() => (statusOf(store, id) === 'running' ? null : store.runs.resume(id)))
}

function refuseChanged(store: Store, found: readonly Unfinished[], now: Note): void {
  const changed = found.find(({ note }) => isAgain(note, now))
  if (changed === undefined) return
  const folder = join(rootOf(store.home), changed.id)
  throw invalidCheckpoint(`Run ${changed.id} in ${folder}`, differences(changed.note.identity, now.identity))
}

function remarkOn([latest]: readonly Unfinished[], { identity }: ResumableWork): string | null {
  if (latest === undefined) return null
  return `Begins anew: run ${latest.id}, which was interrupted, is another one (${differences(latest.note.identity, identity)})`
}

/**
 * Removes what belongs to runs that are done or gone, or was left for a month.
 * @returns how many bytes it took.
 */
export function sweepPartialWork(store: Store, now: number = Date.now()): number {
  let freed = 0
  for (const id of listFolder(rootOf(store.home))) {
    const status = statusOf(store, id)
    const changedAt = statSync(join(rootOf(store.home), id), { throwIfNoEntry: false })?.mtimeMs ?? now
    const isAbandoned = status !== 'running' && now - changedAt > ABANDONED_MS
    if (status !== null && status !== 'done' && !isAbandoned) continue
    freed += sizeOf(join(rootOf(store.home), id))
    remove(store, id)
  }
  return freed
}

function remove(store: Store, id: string): void {
  rmSync(join(rootOf(store.home), id), { recursive: true, force: true })
}

import { readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { sizeOf } from './leftovers.ts'
import { uploadsFolder } from './layout.ts'
import { listFolder } from './staging.ts'
import type { Store } from './store.ts'

export interface SweptUploads {
  /** Uploads that were removed: one or several files that were handed over together. */
  count: number
  bytes: number
}

/** An upload's folder is named by its content, which is nowhere else by chance: its name alone tells who mentions it. */
const NAME = /^[0-9a-f]{16}$/
const DAY_MS = 24 * 60 * 60 * 1000
/** What someone has merely looked at is given up after a month. */
const LOOKED_AT_DAYS = 30
/** Folders that are open for showing; everything that was ever looked at is among them. */
const ROOTS = 'roots.json'

/**
 * Removes files that browsers handed over at least a day ago and that no run, job or saved experiment mentions; those
 * that were opened and never used after a month. They leave the lists of models and datasets.
 */
export function sweepUploads(store: Store, now: number = Date.now()): SweptUploads {
  const swept: SweptUploads = { count: 0, bytes: 0 }
  for (const name of listFolder(uploadsFolder(store.home))) {
    const folder = join(uploadsFolder(store.home), name)
    const days = ageInDays(folder, now)
    if (!NAME.test(name) || days < 1) continue
    const bytes = sizeOf(folder)
    if (!store.write(() => forget(store, name, days))) continue
    rmSync(folder, { recursive: true, force: true })
    swept.count += 1
    swept.bytes += bytes
  }
  return swept
}

function ageInDays(folder: string, now: number): number {
  return (now - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? now)) / DAY_MS
}

/** Deletes the rows of an upload that nothing needs. @returns false where something does. */
function forget(store: Store, name: string, days: number): boolean {
  if (isUsed(store, name) || isSaved(store.home, name)) return false
  if (days < LOOKED_AT_DAYS && wasLookedAt(store, name)) return false
  const { database } = store
  database.run(database.build.deleteFrom('models').where(sql<number>`instr(path, ${name})`, '>', 0))
  database.run(database.build.deleteFrom('datasets').where(inDataset(name), '>', 0))
  return true
}

const inDataset = (name: string) => sql<number>`instr(root || ' ' || coalesce(annotations, ''), ${name})`

/** Whether a run or a job is about it. */
function isUsed({ database }: Store, name: string): boolean {
  const used = sql<number>`
    EXISTS (SELECT 1 FROM runs WHERE instr(argv, ${name}) OR instr(parameters, ${name}))
    OR EXISTS (SELECT 1 FROM jobs WHERE instr(specification, ${name}))
    OR EXISTS (
      SELECT 1 FROM models AS m JOIN runs AS r ON m.sha256 IN (r.model_sha256, r.output_model_sha256)
      WHERE instr(m.path, ${name}))
    OR EXISTS (SELECT 1 FROM datasets AS d JOIN run_datasets AS l ON l.dataset_id = d.id WHERE ${inDataset(name)})`
  return database.one(database.build.selectNoFrom(used.as('used'))).used === 1
}

/** Whether a saved experiment or a setting names it. */
function isSaved(home: string, name: string): boolean {
  return listFolder(home).some(
    (file) => file.endsWith('.json') && file !== ROOTS && mentions(home, file, name),
  )
}

function wasLookedAt({ database, home }: Store, name: string): boolean {
  const listed = sql<number>`
    EXISTS (SELECT 1 FROM models WHERE instr(path, ${name}))
    OR EXISTS (SELECT 1 FROM datasets WHERE ${inDataset(name)})`
  return (
    database.one(database.build.selectNoFrom(listed.as('listed'))).listed === 1 || mentions(home, ROOTS, name)
  )
}

/** What cannot be read might mention anything; what is not there does not. */
function mentions(home: string, file: string, name: string): boolean {
  const path = join(home, file)
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false
  try {
    return readFileSync(path, 'utf8').includes(name)
  } catch {
    return true
  }
}

import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { fileError } from '../../base/errors.ts'
import { writeAtomically } from '../../base/files.ts'
import { invalidCheckpoint } from '../../base/invalid-checkpoint.ts'
import { ArchiveError, decodeArchive, encodeArchive, type ArchiveFormat } from '../../base/tensor-archive.ts'
import type { LearnedCorrections } from '../../qat/learned-corrections.ts'

const FORMAT: ArchiveFormat<Record<string, never>> = {
  name: 'quantbench corrections',
  version: 1,
  fields: z.record(z.string(), z.never()),
}

/** Keeps what was learned. Throws DISK_FULL, FILE_UNWRITABLE. */
export async function writeLearned(path: string, { shifts, weights }: LearnedCorrections): Promise<void> {
  const groups = new Map([
    ['shifts', shifts],
    ['weights', weights],
  ])
  await writeAtomically(path, encodeArchive(FORMAT, { fields: {}, groups }))
}

/** Reads what was learned. Throws CHECKPOINT_INVALID where it is damaged, FILE_NOT_FOUND, FILE_UNREADABLE. */
export async function readLearned(path: string): Promise<LearnedCorrections> {
  try {
    const { groups } = decodeArchive(FORMAT, await readFile(path))
    return { shifts: groups.get('shifts') ?? new Map(), weights: groups.get('weights') ?? new Map() }
  } catch (error) {
    throw error instanceof ArchiveError
      ? invalidCheckpoint(path, error.message)
      : fileError(error, path, 'read')
  }
}

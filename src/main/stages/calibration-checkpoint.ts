import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { fileError } from '../base/errors.ts'
import { sha256, writeAtomically } from '../base/files.ts'
import { ArchiveError, decodeArchive, encodeArchive, type Archive } from '../base/tensor-archive.ts'
import type { Collected } from '../calib/collect-keeper.ts'
import { observerThreads } from '../calib/observer-pool.ts'
import type { ImageProblem } from '../data/batches.ts'
import type { Dataset } from '../data/dataset.ts'
import type { Preprocess } from '../data/preprocess.ts'
import { providerFor } from '../session/devices.ts'
import type { SessionOptions } from '../session/session.ts'
import { invalidCheckpoint } from '../base/invalid-checkpoint.ts'
import { requireSame } from './checkpoint.ts'
import { datasetIdentity, identityFrom, identitySchema, type Identity } from './identity.ts'
import { imageProblemSchema } from './image-problem-schema.ts'

/** What the histograms of a calibration depend on. */
export interface CalibrationParts {
  readonly modelSha256: string
  readonly tensors: readonly string[]
  readonly dataset: Dataset
  readonly preprocess: Preprocess
  readonly batch: number
  readonly firstImages: number
  readonly onBadImage: 'skip' | 'stop'
  readonly session: Pick<SessionOptions, 'device' | 'threads'>
}

/** Threads are among it: each counts some of the images, and what it counts depends on which. */
export function calibrationIdentity(parts: CalibrationParts): Identity {
  const { modelSha256, tensors, dataset, session, ...settings } = parts
  const { count, each } = observerThreads(session)
  return identityFrom({
    model: modelSha256,
    tensors: sha256(JSON.stringify(tensors)),
    images: datasetIdentity(dataset).images,
    provider: providerFor(session.device ?? 'auto'),
    threads: `${count} × ${each}`,
    ...settings,
  })
}

/** A calibration between two batches. */
export interface CalibrationState {
  readonly collected: Collected
  readonly badImages: readonly ImageProblem[]
}

const histogramSchema = z.object({ width: z.number(), max: z.number(), nan: z.int(), infinite: z.int() })

const FORMAT = {
  name: 'quantbench calibration',
  version: 1,
  fields: z.object({
    identity: identitySchema,
    position: z.int(),
    images: z.int(),
    turn: z.int(),
    wallMs: z.number(),
    forwardMs: z.number(),
    badImages: z.array(imageProblemSchema),
    /** Of each thread, by tensor; the counts are the archive's tensors. */
    threads: z.array(z.array(z.tuple([z.string(), histogramSchema]))),
  }),
}

type Fields = z.output<typeof FORMAT.fields>

/**
 * Writes down how far a calibration is, with the histograms of every thread; a reader sees the old state or the whole
 * new one. Throws DISK_FULL, FILE_UNWRITABLE.
 */
export async function saveCalibration(
  path: string,
  identity: Identity,
  state: CalibrationState,
): Promise<void> {
  await writeAtomically(path, encodeArchive(FORMAT, archiveOf(identity, state)))
}

function archiveOf(identity: Identity, { collected, badImages }: CalibrationState): Archive<Fields> {
  const { threads, ...progress } = collected
  const scalars = threads.map((states) =>
    Array.from(states, ([tensor, { width, max, nan, infinite }]): Fields['threads'][number][number] => [
      tensor,
      { width, max, nan, infinite },
    ]),
  )
  const counts = threads.map(
    (states, thread) =>
      [
        String(thread),
        new Map(Array.from(states, ([tensor, state]) => [tensor, asFloats(state.counts)])),
      ] as const,
  )
  return {
    fields: {
      identity,
      ...progress,
      badImages: badImages.map((problem) => ({ ...problem })),
      threads: scalars,
    },
    groups: new Map(counts),
  }
}

/** The bytes of doubles as an archive takes them, and back. */
function asFloats({ buffer, byteOffset, length }: Float64Array): Float32Array {
  return new Float32Array(buffer, byteOffset, 2 * length)
}

function asDoubles({ buffer, byteOffset, length }: Float32Array): Float64Array {
  return new Float64Array(buffer, byteOffset, length / 2)
}

/**
 * The calibration at a path, or null where there is none. Throws CHECKPOINT_INVALID where the file is damaged or belongs
 * to another calibration, FILE_UNREADABLE.
 */
export function loadCalibration(path: string, identity: Identity): CalibrationState | null {
  if (!existsSync(path)) return null
  const { fields, groups } = read(path)
  const { badImages, threads, identity: before, ...progress } = fields
  requireSame(path, before, identity)
  const states = threads.map((histograms, thread) => {
    const counts = groups.get(String(thread))
    return new Map(
      histograms.map(([tensor, histogram]) => [
        tensor,
        { ...histogram, counts: asDoubles(counts?.get(tensor) ?? new Float32Array()) },
      ]),
    )
  })
  return { collected: { ...progress, threads: states }, badImages }
}

function read(path: string): Archive<Fields> {
  try {
    return decodeArchive(FORMAT, readFileSync(path))
  } catch (error) {
    throw error instanceof ArchiveError
      ? invalidCheckpoint(path, error.message)
      : fileError(error, path, 'read')
  }
}

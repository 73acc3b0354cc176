import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { fileError, QuantbenchError } from '../../src/main/base/errors.ts'
import { sha256, writeAtomically } from '../../src/main/base/files.ts'
import type { TrainerState } from './detector-trainer.ts'
import { epochSchema, type TrainedEpoch } from './training-log.ts'

const headerSchema = z.object({
  /** Recipe, classes and data; only the same training goes on from here. */
  identity: z.string(),
  step: z.int(),
  optimizerSteps: z.int(),
  epochs: z.array(epochSchema),
  tensors: z.array(z.object({ group: z.string(), name: z.string(), length: z.int() })),
})

/** A training between two epochs. */
export interface Checkpoint {
  readonly identity: string
  readonly epochs: readonly TrainedEpoch[]
  readonly trainer: TrainerState
}

const DIGEST = 64

/**
 * Writes a checkpoint: the SHA-256 of what follows as text, a line of JSON, the tensors as little-endian float32.
 * Throws DISK_FULL, FILE_UNWRITABLE.
 */
export async function saveCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  const { identity, epochs, trainer } = checkpoint
  const arrays = groupsOf(trainer)
  const header: z.output<typeof headerSchema> = {
    identity,
    step: trainer.step,
    optimizerSteps: trainer.optimizer.steps,
    epochs: [...epochs],
    tensors: arrays.map(({ group, name, values: { length } }) => ({ group, name, length })),
  }
  const pieces = arrays.map(({ values }) => new Uint8Array(values.slice().buffer))
  const body = Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), ...pieces])
  await writeAtomically(path, [sha256(body), body])
}

interface StoredArray {
  readonly group: string
  readonly name: string
  readonly values: Float32Array
}

function groupsOf({ tensors, averages, optimizer }: TrainerState): StoredArray[] {
  const all = (group: string, arrays: Iterable<[string, Float32Array]>) =>
    Array.from(arrays, ([name, values]) => ({ group, name, values }))
  const moments = [...optimizer.moments].flatMap(([name, values]) =>
    values.map((array, index) => ({ group: `moment ${index}`, name, values: array })),
  )
  return [...all('tensors', tensors.entries()), ...all('averages', averages.entries()), ...moments]
}

/** The checkpoint at a path, or null where there is none. Throws CHECKPOINT_INVALID. */
export function loadCheckpoint(path: string, identity: string): Checkpoint | null {
  if (!existsSync(path)) return null
  const bytes = read(path)
  const body = bytes.subarray(DIGEST)
  if (sha256(body) !== bytes.toString('latin1', 0, DIGEST)) throw invalid(path, 'it is damaged')
  const end = body.indexOf(10)
  const parsed = headerSchema.safeParse(JSON.parse(body.toString('utf8', 0, end)))
  if (!parsed.success) throw invalid(path, 'another version of this script wrote it')
  const header = parsed.data
  if (header.identity !== identity)
    throw invalid(path, 'it belongs to a training with another recipe or data')
  let offset = end + 1
  const groups = new Map<string, Map<string, Float32Array>>()
  for (const { group, name, length } of header.tensors) {
    const own = Uint8Array.from(body.subarray(offset, offset + 4 * length))
    const arrays = groups.get(group) ?? new Map<string, Float32Array>()
    groups.set(group, arrays.set(name, new Float32Array(own.buffer)))
    offset += own.length
  }
  const [first, second] = ['moment 0', 'moment 1'].map((group) => groups.get(group) ?? new Map())
  const moments = new Map(Array.from(first, ([name, values]) => [name, [values, second.get(name)]]))
  return {
    identity,
    epochs: header.epochs,
    trainer: {
      step: header.step,
      tensors: groups.get('tensors') ?? new Map(),
      averages: groups.get('averages') ?? new Map(),
      optimizer: { steps: header.optimizerSteps, moments },
    },
  }
}

function read(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    throw fileError(error, path, 'read')
  }
}

function invalid(path: string, why: string): QuantbenchError {
  return new QuantbenchError('CHECKPOINT_INVALID', `${path} cannot be resumed from: ${why}`, {
    wayOut: 'Start without --resume, which begins anew.',
  })
}

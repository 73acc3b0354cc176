import { z } from 'zod'
import { writeAtomically } from '../../src/main/base/files.ts'
import { encodeArchive, type ArchiveFormat, type NamedTensors } from '../../src/main/base/tensor-archive.ts'
import { readCheckpoint } from '../../src/main/qat/read-checkpoint.ts'
import type { TrainerState } from './detector-trainer.ts'
import { epochSchema, type TrainedEpoch } from './training-log.ts'

const fieldsSchema = z.object({
  /** Recipe, classes and data; only the same training goes on from here. */
  identity: z.string(),
  step: z.int(),
  optimizerSteps: z.int(),
  epochs: z.array(epochSchema),
})

const FORMAT: ArchiveFormat<z.output<typeof fieldsSchema>> = {
  name: 'quantbench detector training',
  version: 1,
  fields: fieldsSchema,
}

/** A training between two epochs. */
export interface Checkpoint {
  readonly identity: string
  readonly epochs: readonly TrainedEpoch[]
  readonly trainer: TrainerState
}

/** Writes a checkpoint. A reader sees the old one or the whole new one. Throws DISK_FULL, FILE_UNWRITABLE. */
export async function saveCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  const { identity, epochs, trainer } = checkpoint
  const { step, optimizer } = trainer
  const fields = { identity, step, optimizerSteps: optimizer.steps, epochs: [...epochs] }
  await writeAtomically(path, encodeArchive(FORMAT, { fields, groups: groupsOf(trainer) }))
}

function groupsOf({ tensors, averages, optimizer }: TrainerState): Map<string, NamedTensors> {
  const nth = (index: number): NamedTensors =>
    new Map(Array.from(optimizer.moments, ([name, arrays]) => [name, arrays[index]]))
  return new Map([
    ['tensors', tensors],
    ['averages', averages],
    ['mean', nth(0)],
    ['square', nth(1)],
  ])
}

/** The checkpoint at a path, or null where there is none. Throws CHECKPOINT_INVALID, FILE_UNREADABLE. */
export function loadCheckpoint(path: string, identity: string): Checkpoint | null {
  const archive = readCheckpoint(FORMAT, path, identity)
  if (archive === null) return null
  const { step, optimizerSteps, epochs } = archive.fields
  const group = (name: string) => new Map(archive.groups.get(name))
  const squares = [...group('square').values()]
  const moments = Array.from(group('mean'), ([name, mean], index) => [name, [mean, squares[index]]] as const)
  return {
    identity,
    epochs,
    trainer: {
      step,
      tensors: group('tensors'),
      averages: group('averages'),
      optimizer: { steps: optimizerSteps, moments: new Map(moments) },
    },
  }
}

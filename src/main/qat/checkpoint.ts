import { z } from 'zod'
import { writeAtomically } from '../base/files.ts'
import { encodeArchive, type ArchiveFormat, type NamedTensors } from '../base/tensor-archive.ts'
import type { LearnerState } from './learner.ts'
import { readCheckpoint } from './read-checkpoint.ts'

const measureSchema = z.object({ AP: z.number(), AP50: z.number(), agreement: z.number() })

const trainedEpochSchema = z.object({
  epoch: z.int(),
  /** Mean loss of its steps. */
  loss: z.number(),
  measure: measureSchema.nullable(),
})

/** How good a model is on the evaluation data. */
export type EpochMeasure = z.output<typeof measureSchema>
export type TrainedEpoch = z.output<typeof trainedEpochSchema>

const fieldsSchema = z.object({
  /** Hash of what the training consists of: only the same one may go on from here. */
  identity: z.string(),
  /** Steps done. */
  step: z.int(),
  /** Milliseconds trained so far. */
  elapsedMs: z.number(),
  /** Of every step. */
  losses: z.array(z.number()),
  epochs: z.array(trainedEpochSchema),
  /** Of the parent, before the first step. */
  parent: measureSchema.nullable(),
  /** −1 while nothing is better than the parent. */
  bestEpoch: z.int(),
  optimizerSteps: z.object({ weights: z.int(), scales: z.int() }),
})

type Fields = z.output<typeof fieldsSchema>

const FORMAT: ArchiveFormat<Fields> = { name: 'quantbench checkpoint', version: 2, fields: fieldsSchema }

/** A training between two epochs. */
export interface Checkpoint extends Omit<Fields, 'optimizerSteps'> {
  readonly learner: LearnerState
  /** Parameters of the best epoch. */
  readonly best: NamedTensors
}

/** Writes a checkpoint. A reader sees the old one or the whole new one. Throws DISK_FULL, FILE_UNWRITABLE. */
export async function saveCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  const { learner, best, ...fields } = checkpoint
  const optimizerSteps = { weights: learner.weights.steps, scales: learner.scales.steps }
  const content = { fields: { ...fields, optimizerSteps }, groups: groupsOf(learner, best) }
  await writeAtomically(path, encodeArchive(FORMAT, content))
}

function groupsOf(
  { parameters, logarithms, weights, scales }: LearnerState,
  best: NamedTensors,
): Map<string, NamedTensors> {
  const nth = (moments: ReadonlyMap<string, readonly Float32Array[]>, index: number): NamedTensors =>
    new Map(Array.from(moments, ([name, arrays]) => [name, arrays[index]]))
  return new Map([
    ['parameters', parameters],
    ['logarithms', logarithms],
    ['weights.mean', nth(weights.moments, 0)],
    ['weights.square', nth(weights.moments, 1)],
    ['scales.mean', nth(scales.moments, 0)],
    ['scales.square', nth(scales.moments, 1)],
    ['best', best],
  ])
}

/**
 * The checkpoint at a path, or null where there is none. Throws CHECKPOINT_INVALID where the file is damaged or belongs
 * to another training, FILE_UNREADABLE.
 */
export function loadCheckpoint(path: string, identity: string): Checkpoint | null {
  const archive = readCheckpoint(FORMAT, path, identity)
  if (archive === null) return null
  const { optimizerSteps, ...fields } = archive.fields
  const group = (name: string) => new Map(archive.groups.get(name))
  const moments = (name: string) => {
    const squares = [...group(`${name}.square`).values()]
    return new Map(
      Array.from(group(`${name}.mean`), ([tensor, mean], index) => [tensor, [mean, squares[index]]]),
    )
  }
  return {
    ...fields,
    learner: {
      parameters: group('parameters'),
      logarithms: group('logarithms'),
      weights: { steps: optimizerSteps.weights, moments: moments('weights') },
      scales: { steps: optimizerSteps.scales, moments: moments('scales') },
    },
    best: group('best'),
  }
}

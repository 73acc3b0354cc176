import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { fileError, QuantbenchError } from '../base/errors.ts'
import { sha256, writeAtomically } from '../base/files.ts'
import type { LearnerState } from './learner.ts'

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

const headerSchema = z.object({
  version: z.literal(1),
  /** What the training consists of: only the same one may go on from here. */
  identity: z.string(),
  /** Steps done. */
  step: z.int(),
  /** Milliseconds trained so far. */
  elapsedMs: z.number(),
  losses: z.array(z.number()),
  epochs: z.array(trainedEpochSchema),
  parent: measureSchema.nullable(),
  /** −1 while nothing is better than the parent. */
  bestEpoch: z.int(),
  optimizerSteps: z.object({ weights: z.int(), scales: z.int() }),
  tensors: z.array(z.object({ group: z.string(), name: z.string(), length: z.int() })),
})

type Header = z.output<typeof headerSchema>
type Arrays = ReadonlyMap<string, Float32Array>

/** A training between two epochs. */
export interface Checkpoint extends Omit<Header, 'version' | 'tensors' | 'optimizerSteps'> {
  readonly learner: LearnerState
  /** Parameters of the best epoch. */
  readonly best: Arrays
}

const MAGIC = 'quantbench checkpoint\n'

/**
 * Writes a checkpoint: a line that names the format, the length of a JSON header, the header, the tensors as
 * little-endian float32, and a SHA-256 over all of it. A reader sees the old one or the whole new one.
 * Throws DISK_FULL, FILE_UNWRITABLE.
 */
export async function saveCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  const { learner, best, ...fields } = checkpoint
  const groups = groupsOf(learner, best)
  const tensors = groups.flatMap(([group, arrays]) =>
    Array.from(arrays, ([name, { length }]) => ({ group, name, length })),
  )
  const optimizerSteps = { weights: learner.weights.steps, scales: learner.scales.steps }
  const header = Buffer.from(
    JSON.stringify({ version: 1, ...fields, optimizerSteps, tensors } satisfies Header),
  )
  const hash = createHash('sha256')
  function* content(): Generator<Uint8Array> {
    const length = Buffer.alloc(4)
    length.writeUInt32LE(header.length)
    yield Buffer.from(MAGIC)
    yield length
    yield header
    for (const [, arrays] of groups) {
      for (const array of arrays.values()) yield new Uint8Array(array.slice().buffer)
    }
  }
  function* hashed(): Generator<Uint8Array> {
    for (const piece of content()) {
      hash.update(piece)
      yield piece
    }
    yield hash.digest()
  }
  await writeAtomically(path, hashed())
}

function groupsOf(
  { parameters, logarithms, weights, scales }: LearnerState,
  best: Arrays,
): [string, Arrays][] {
  const nth = (moments: ReadonlyMap<string, readonly Float32Array[]>, index: number): Arrays =>
    new Map(Array.from(moments, ([name, arrays]) => [name, arrays[index]]))
  return [
    ['parameters', parameters],
    ['logarithms', logarithms],
    ['weights.mean', nth(weights.moments, 0)],
    ['weights.square', nth(weights.moments, 1)],
    ['scales.mean', nth(scales.moments, 0)],
    ['scales.square', nth(scales.moments, 1)],
    ['best', best],
  ]
}

/**
 * The checkpoint at a path, or null where there is none. Throws CHECKPOINT_INVALID where the file is damaged or belongs
 * to another training.
 */
export function loadCheckpoint(path: string, identity: string): Checkpoint | null {
  if (!existsSync(path)) return null
  const { header, arrays } = parse(read(path), path)
  if (header.identity !== identity)
    throw invalid(path, 'it belongs to a training with other models, data or settings')
  const { tensors, optimizerSteps, version, ...fields } = header
  const group = (name: string): Map<string, Float32Array> =>
    new Map(tensors.flatMap((tensor, index) => (tensor.group === name ? [[tensor.name, arrays[index]]] : [])))
  const moments = (name: string) => {
    const squares = group(`${name}.square`)
    return new Map(
      Array.from(group(`${name}.mean`), ([tensor, mean]) => [tensor, [mean, squares.get(tensor) ?? mean]]),
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

function read(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    throw fileError(error, path, 'read')
  }
}

function parse(bytes: Buffer, path: string): { header: Header; arrays: Float32Array[] } {
  const start = MAGIC.length + 4
  const body = bytes.subarray(0, -32)
  if (bytes.length < start + 32 || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC)
    throw invalid(path, 'it is no checkpoint')
  if (sha256(body) !== bytes.subarray(-32).toString('hex')) throw invalid(path, 'it is damaged')
  const end = start + bytes.readUInt32LE(MAGIC.length)
  const parsed = headerSchema.safeParse(JSON.parse(body.toString('utf8', start, end)))
  if (!parsed.success) throw invalid(path, 'another version of the program wrote it')
  let offset = end
  const arrays = parsed.data.tensors.map(({ length }) => {
    const own = new Uint8Array(4 * length)
    own.set(body.subarray(offset, offset + own.length))
    offset += own.length
    return new Float32Array(own.buffer)
  })
  return { header: parsed.data, arrays }
}

function invalid(path: string, why: string): QuantbenchError {
  return new QuantbenchError('CHECKPOINT_INVALID', `${path} cannot be resumed from: ${why}`, {
    wayOut: 'Start without --resume, which begins anew and replaces the file.',
  })
}

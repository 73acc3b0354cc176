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
  await writeAtomically(path, withHash(piecesOf(checkpoint)))
}

function* piecesOf({ learner, best, ...fields }: Checkpoint): Generator<Uint8Array> {
  const groups = groupsOf(learner, best)
  const tensors = groups.flatMap(([group, arrays]) =>
    Array.from(arrays, ([name, { length }]) => ({ group, name, length })),
  )
  const optimizerSteps = { weights: learner.weights.steps, scales: learner.scales.steps }
  const header = Buffer.from(
    JSON.stringify({ version: 1, ...fields, optimizerSteps, tensors } satisfies Header),
  )
  const length = Buffer.alloc(4)
  length.writeUInt32LE(header.length)
  yield* [Buffer.from(MAGIC), length, header]
  for (const [, arrays] of groups) for (const array of arrays.values()) yield bytesOf(array)
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

function* withHash(pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
  const hash = createHash('sha256')
  for (const piece of pieces) {
    hash.update(piece)
    yield piece
  }
  yield hash.digest()
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
 * to another training, FILE_UNREADABLE.
 */
export function loadCheckpoint(path: string, identity: string): Checkpoint | null {
  if (!existsSync(path)) return null
  const { header, arrays } = parse(read(path), path)
  if (header.identity !== identity)
    throw invalid(path, 'it belongs to a training with other models, data or settings')
  const { tensors, optimizerSteps, version: _version, ...fields } = header
  const group = (name: string): [string, Float32Array][] =>
    tensors.flatMap((tensor, index) => (tensor.group === name ? [[tensor.name, arrays[index]]] : []))
  const moments = (name: string) => {
    const squares = group(`${name}.square`)
    return new Map(group(`${name}.mean`).map(([tensor, mean], index) => [tensor, [mean, squares[index][1]]]))
  }
  return {
    ...fields,
    learner: {
      parameters: new Map(group('parameters')),
      logarithms: new Map(group('logarithms')),
      weights: { steps: optimizerSteps.weights, moments: moments('weights') },
      scales: { steps: optimizerSteps.scales, moments: moments('scales') },
    },
    best: new Map(group('best')),
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
  const parsed = headerSchema.safeParse(jsonOf(body.toString('utf8', start, end)))
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

/** Undefined for what is no JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function invalid(path: string, why: string): QuantbenchError {
  return new QuantbenchError('CHECKPOINT_INVALID', `${path} cannot be resumed from: ${why}`, {
    wayOut: 'Start without --resume, which begins anew and replaces the file.',
  })
}

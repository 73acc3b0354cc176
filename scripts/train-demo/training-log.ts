import { z } from 'zod'
import { writeAtomically } from '../../src/main/base/files.ts'

/** One epoch; losses are means over its steps, `rate` the learning rate of its last one. */
export const epochSchema = z.object({
  epoch: z.int(),
  steps: z.int(),
  box: z.number(),
  objectness: z.number(),
  classes: z.number(),
  rate: z.number(),
  seconds: z.number(),
  /** Of the averaged weights on the validation data, where they were measured. */
  AP: z.number().optional(),
  AP50: z.number().optional(),
})

export type TrainedEpoch = z.output<typeof epochSchema>

/** What a training was, for the log's first line. */
export type LogHeader = Readonly<Record<string, unknown>>

/** Writes the log: JSON lines, what the training is and then its epochs. Throws DISK_FULL, FILE_UNWRITABLE. */
export async function writeLog(
  path: string,
  header: LogHeader,
  epochs: readonly TrainedEpoch[],
): Promise<void> {
  const lines = [header, ...epochs].map((line) => `${JSON.stringify(line, rounded)}\n`)
  await writeAtomically(path, lines.join(''))
}

function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value
}

import { z } from 'zod'
import { QuantbenchError } from '../base/errors.ts'

/** A file that a job reads, by its content. */
export const jobInputSchema = z.object({
  /** What it is to the job: `model`, `parent`, `annotations`, … */
  role: z.string().min(1),
  path: z.string().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  size: z.number().int().nonnegative(),
})

export type JobInput = z.infer<typeof jobInputSchema>

/**
 * A job as self-contained JSON: everything that it takes to run it, here or on another machine that has the inputs.
 * It knows nothing of the queue or the store; an executor elsewhere brings the inputs, by their hashes, to the paths
 * that the command line names.
 */
export const jobSpecificationSchema = z.object({
  version: z.literal(1),
  /** What sort of job it is, as `qat`; for icons and filters. */
  kind: z.string().min(1),
  title: z.string().min(1),
  /** The command line that does it, as `['qat', 'model.onnx', …]`: what also replays the runs that it makes. */
  argv: z.array(z.string()).min(1),
  /** Folder that relative paths start at; left out where all are absolute. */
  cwd: z.string().optional(),
  inputs: z.array(jobInputSchema).default([]),
  /** Files that it writes for others, as the command line names them. */
  outputs: z.array(z.string().min(1)).default([]),
  resources: z.object({ gpu: z.boolean(), cpu: z.number().int().min(1) }),
  /** What the interface filled in to make the job, to fill it in again; nothing reads it but what wrote it. */
  form: z.json().optional(),
  /** Whether `--resume` makes the command go on from what it stored. */
  resumable: z.boolean(),
})

export type JobSpecification = z.infer<typeof jobSpecificationSchema>

/** Reads a specification. Throws JSON_INVALID with what is wrong with it. */
export function parseSpecification(value: unknown): JobSpecification {
  const parsed = jobSpecificationSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const why = z.prettifyError(parsed.error).replaceAll(/\s*\n\s*/g, ' ')
  throw new QuantbenchError('JSON_INVALID', `Expected the specification of a job (version 1): ${why}`, {
    wayOut: 'It may be from a newer version of the program.',
    cause: parsed.error,
  })
}

/** The command line of an attempt. */
export function argvOf({ argv, resumable }: JobSpecification, resume: boolean): string[] {
  return resume && resumable && !argv.includes('--resume') ? [...argv, '--resume'] : [...argv]
}

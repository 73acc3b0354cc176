import { z } from 'zod'
import { jobOutcomeSchema, jobProgressSchema } from '../runs/job-record.ts'
import { EVENT_LEVELS } from '../runs/run-kind.ts'
import { jobSpecificationSchema } from './job-specification.ts'

/** What a job's process is told first. Without `place` it keeps nothing in a store: its messages are all there is. */
export const jobRequestSchema = z.object({
  type: z.literal('start'),
  specification: jobSpecificationSchema,
  /** Whether this attempt goes on from what the one before stored. */
  resume: z.boolean().default(false),
  /** How often it says that it lives. */
  beatMs: z.number().positive().default(1000),
  place: z
    .object({
      home: z.string(),
      job: z.string(),
      attempt: z.number().int(),
      /** The file that its heartbeat is written to. */
      heartbeat: z.string(),
    })
    .optional(),
})

export type JobRequest = z.infer<typeof jobRequestSchema>

/** What it may be told later. */
export const jobControlSchema = z.object({ type: z.literal('stop') })

/** What a job's process tells. */
export const jobMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('alive') }),
  z.object({ type: z.literal('progress'), progress: jobProgressSchema }),
  z.object({
    type: z.literal('log'),
    time: z.number(),
    level: z.enum(EVENT_LEVELS),
    text: z.string(),
  }),
  /** It has made a run. */
  z.object({ type: z.literal('run'), run: z.string() }),
  /** It stands still, or goes on. */
  z.object({ type: z.literal('held'), held: z.boolean() }),
  z.object({ type: z.literal('ended'), outcome: jobOutcomeSchema }),
])

export type JobMessage = z.infer<typeof jobMessageSchema>

import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { experimentSchema, inputFileSchema } from './experiment.ts'
import { call, failureSchema } from './failure.ts'
import { figureSchema, levelSchema, pageSchema, timeSchema } from './values.ts'

export const JOB_STATES = [
  'queued',
  'running',
  'paused',
  'done',
  'failed',
  'cancelled',
  'interrupted',
] as const

export const jobStateSchema = z.enum(JOB_STATES)

export const jobProgressSchema = z.object({
  /** The piece of work under way, in words. */
  task: z.string(),
  phase: z.string(),
  label: z.string().optional(),
  detail: z.string().optional(),
  done: z.number(),
  total: z.number(),
  unit: z.string(),
  /** Units a second; 0 until known. */
  rate: z.number(),
  etaSeconds: figureSchema,
})

export const jobSchema = z.object({
  id: z.string(),
  /** The verb, as `ptq`. */
  kind: z.string(),
  title: z.string(),
  state: jobStateSchema,
  priority: z.number(),
  gpu: z.boolean(),
  cpu: z.number(),
  resumable: z.boolean(),
  /** How many of the jobs that it needs are not done. */
  waits: z.number(),
  attempt: z.number(),
  resume: z.boolean(),
  intent: z.enum(['cancel', 'park', 'stop']).nullable(),
  originId: z.string().nullable(),
  failedBy: z.string().nullable(),
  createdAt: timeSchema,
  startedAt: timeSchema.nullable(),
  finishedAt: timeSchema.nullable(),
  error: failureSchema.nullable(),
  progress: jobProgressSchema.nullable(),
})

export const jobAttemptSchema = z.object({
  number: z.number(),
  outcome: z.enum(['done', 'failed', 'cancelled', 'interrupted']).nullable(),
  resumed: z.boolean(),
  startedAt: timeSchema,
  finishedAt: timeSchema.nullable(),
  exitCode: z.number().nullable(),
  exitSignal: z.string().nullable(),
  error: failureSchema.nullable(),
  lastLines: z.array(z.string()),
  result: z.json(),
  /** Ids of the runs that it made. */
  runs: z.array(z.string()),
})

export const jobDetailSchema = jobSchema.extend({
  argv: z.array(z.string()),
  command: z.string(),
  cwd: z.string().nullable(),
  inputs: z.array(inputFileSchema),
  needs: z.array(z.string()),
  attempts: z.array(jobAttemptSchema),
  /** What the job was made from, where the interface made it. */
  experiment: experimentSchema.nullable(),
})

/** Time and level are missing where a library or a child process wrote the line. */
export const logLineSchema = z.object({
  time: timeSchema.nullable(),
  level: levelSchema.nullable(),
  text: z.string(),
})

export const jobEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('changed'), job: jobSchema }),
  /** More may have changed than was told one by one: read the list again. */
  z.object({ type: z.literal('queue') }),
  z.object({
    type: z.literal('progress'),
    job: z.string(),
    attempt: z.number(),
    progress: jobProgressSchema,
  }),
  z.object({
    type: z.literal('log'),
    job: z.string(),
    attempt: z.number(),
    time: timeSchema,
    level: levelSchema,
    text: z.string(),
  }),
  z.object({ type: z.literal('run'), job: z.string(), attempt: z.number(), run: z.string() }),
  z.object({ type: z.literal('trouble'), failure: failureSchema }),
  /** Events were left out because this client read too slowly: read the lists again. */
  z.object({ type: z.literal('gap'), dropped: z.number() }),
])

export type JobState = z.infer<typeof jobStateSchema>
export type Job = z.infer<typeof jobSchema>
export type JobDetail = z.infer<typeof jobDetailSchema>
export type JobAttempt = z.infer<typeof jobAttemptSchema>
export type JobProgress = z.infer<typeof jobProgressSchema>
export type JobEvent = z.infer<typeof jobEventSchema>
export type LogLine = z.infer<typeof logLineSchema>

const one = z.object({ id: z.string() })
const nothing = z.object({})

export const jobsContract = {
  /** Running and paused jobs, then the queued ones in their order. */
  queue: call
    .input(pageSchema)
    .output(z.object({ jobs: z.array(jobSchema), counts: z.partialRecord(jobStateSchema, z.number()) })),
  /** Jobs that have ended, the latest first. */
  history: call
    .input(pageSchema.extend({ states: z.array(jobStateSchema).optional() }))
    .output(z.array(jobSchema)),
  get: call.input(one).output(jobDetailSchema),
  /** Lines of an attempt's log from a line on; the latest attempt where none is given. */
  log: call
    .input(
      one.extend({
        attempt: z.number().int().optional(),
        from: z.number().int().min(0).default(0),
        limit: z.number().int().min(1).max(20_000).default(5000),
      }),
    )
    .output(z.object({ lines: z.array(logLineSchema), next: z.number(), total: z.number() })),
  /** What happens to all jobs, or to one. Progress is told at most ten times a second for each job. */
  events: call.input(z.object({ id: z.string().optional() })).output(eventIterator(jobEventSchema)),
  cancel: call.input(one).output(nothing),
  pause: call.input(one.extend({ release: z.boolean().default(false) })).output(nothing),
  resume: call.input(one).output(nothing),
  retry: call.input(one.extend({ resume: z.boolean().default(true) })).output(nothing),
  /** Queues a copy of a job; with an experiment, that one in its place. */
  duplicate: call
    .input(one.extend({ experiment: experimentSchema.optional() }))
    .output(z.object({ job: z.string() })),
  move: call
    .input(one.extend({ to: z.union([z.object({ before: z.string() }), z.object({ after: z.string() })]) }))
    .output(nothing),
  setPriority: call.input(one.extend({ priority: z.number().int().min(-1000).max(1000) })).output(nothing),
  /** Forgets jobs that have ended; their runs stay. */
  remove: call.input(z.object({ ids: z.array(z.string()).min(1).max(10_000) })).output(nothing),
}

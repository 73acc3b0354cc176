import { z } from 'zod'
import type { ProcessExit } from '../base/exit-reason.ts'
import { jsonSchema, type Json } from './json-column.ts'
import type { AttemptOutcome, JobIntent, JobState } from './job-state.ts'
import type { ProcessIdentity } from './process-identity.ts'

/** How far a job has come, as its process last told. */
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
  etaSeconds: z.number().nullable(),
})

export type JobProgress = z.infer<typeof jobProgressSchema>

export const jobErrorSchema = z.object({
  /** A code of the error table. */
  code: z.string(),
  message: z.string(),
  wayOut: z.string().nullable(),
})

export type JobError = z.infer<typeof jobErrorSchema>

/** How an attempt ended, as its process or its supervisor tells it. `stopped`: it was ended, or is lost. */
export const jobOutcomeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done'), result: jsonSchema }),
  z.object({ kind: z.literal('failed'), error: jobErrorSchema }),
  z.object({ kind: z.literal('stopped'), error: jobErrorSchema }),
])

export type JobOutcome = z.infer<typeof jobOutcomeSchema>

/** What a supervisor adds to an outcome: how the process ended and what it wrote last. */
export interface JobEnding {
  exit?: ProcessExit
  lastLines?: readonly string[]
}

/** A job as lists show it. Times are milliseconds since 1970 UTC. */
export interface JobSummary {
  id: string
  kind: string
  title: string
  state: JobState
  priority: number
  gpu: boolean
  /** CPU slots that it takes. */
  cpu: number
  resumable: boolean
  /** How many of the jobs that it needs are not done. */
  waits: number
  /** Number of the latest attempt; 0 before the first. */
  attempt: number
  /** Whether the next (or, while it runs, the present) attempt goes on from what the one before stored. */
  resume: boolean
  intent: JobIntent | null
  /** The job that it is a changed copy of. */
  originId: string | null
  /** The job that it needed and that did not end well. */
  failedBy: string | null
  createdAt: number
  startedAt: number | null
  finishedAt: number | null
  /** The process that it belongs to: its own, or between claim and start the supervisor's. */
  owner: ProcessIdentity | null
  supervisor: ProcessIdentity | null
  error: JobError | null
  progress: JobProgress | null
}

/** A job with what it does. */
export interface Job extends JobSummary {
  /** JSON; its form is the job layer's matter. */
  specification: Json
  /** Ids of the jobs that it needs. */
  needs: string[]
}

export interface JobAttempt {
  number: number
  /** null while it goes on. */
  outcome: AttemptOutcome | null
  resumed: boolean
  startedAt: number
  finishedAt: number | null
  exitCode: number | null
  exitSignal: string | null
  error: JobError | null
  lastLines: string[]
  /** The result document; null without one. */
  result: Json
  /** Ids of the runs that it made, oldest first. */
  runs: string[]
}

/** What it takes to queue a job. */
export interface NewJob {
  kind: string
  title: string
  specification: Json
  gpu: boolean
  cpu: number
  resumable: boolean
  priority?: number
  needs?: readonly string[]
  originId?: string
}

/** How many jobs may run at once, in slots. */
export interface JobSlots {
  gpu: number
  cpu: number
}

/** Before or after which queued job another one goes. */
export type JobPlace = { before: string } | { after: string }

/** `paused`: held by its process, or, without one, put aside until somebody asks for it again. */
export const JOB_STATES = [
  'queued',
  'running',
  'paused',
  'done',
  'failed',
  'cancelled',
  'interrupted',
] as const

export type JobState = (typeof JOB_STATES)[number]

/** How an attempt can end. `interrupted` is one that was stopped or lost, not one that failed by itself. */
export type AttemptOutcome = Extract<JobState, 'done' | 'failed' | 'cancelled' | 'interrupted'>

/** Why a job's process is being ended: for good, to go on when asked, or because the engine quits. */
export type JobIntent = 'cancel' | 'park' | 'stop'

export function hasEnded(state: JobState): state is AttemptOutcome {
  return state === 'done' || state === 'failed' || state === 'cancelled' || state === 'interrupted'
}

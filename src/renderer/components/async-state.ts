/** What is there of something that is read. */
export interface Reading {
  readonly pending: boolean
  /** Why the latest try failed; null where it did not. */
  readonly error?: unknown
  /** What was read so far; null or undefined where that is nothing. */
  readonly data?: unknown
}

/** The same as a view asks for it: whoever knows of an error says as well what is there in spite of it. */
export type AsyncQuestion = { pending: boolean; lines?: number } & (
  { error: unknown; data: unknown } | { error?: never; data?: never }
)

/** How it is shown: `stale` is content of which the latest try to read it failed. */
export type AsyncState = 'pending' | 'failed' | 'content' | 'stale'

/** An error takes the place of what is shown only where there is nothing to show. */
export function asyncState({ pending, error = null, data = null }: Reading): AsyncState {
  if (pending) return 'pending'
  if (error === null) return 'content'
  return data === null ? 'failed' : 'stale'
}

import { throwIfCancelled } from '../base/cancel.ts'

/** The value of a promise, unless the signal comes first, which throws CANCELLED. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise
  const aborted = Promise.withResolvers<undefined>()
  const onAbort = (): void => aborted.resolve(undefined)
  signal.addEventListener('abort', onAbort)
  try {
    await Promise.race([promise, aborted.promise])
    throwIfCancelled(signal)
    return await promise
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

/** A promise whose rejection waits until someone asks for it. */
export function held<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined)
  return promise
}

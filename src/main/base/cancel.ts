import { QuantbenchError } from './errors.ts'

/** Throws CANCELLED when the signal is aborted; stages call it between images. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw new QuantbenchError('CANCELLED', 'Stopped before the work was finished', {
      wayOut: 'What was stored so far is kept; start the command again to finish.',
    })
  }
}

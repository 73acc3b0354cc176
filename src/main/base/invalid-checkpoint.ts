import { QuantbenchError } from './errors.ts'

/** CHECKPOINT_INVALID in one line: what was written down cannot be gone on with. */
export function invalidCheckpoint(path: string, why: string): QuantbenchError {
  return new QuantbenchError('CHECKPOINT_INVALID', `${path} cannot be resumed from: ${why}`, {
    wayOut: 'Start without --resume, which begins anew.',
  })
}

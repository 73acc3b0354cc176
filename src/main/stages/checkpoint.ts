import { invalidCheckpoint } from '../base/invalid-checkpoint.ts'
import { differences, type Identity } from './identity.ts'

/** Where work is written down as it goes on, and whether to go on from what an earlier process wrote there. */
export interface Checkpoint {
  readonly path: string
  readonly resume: boolean
  /** Of the model that the work is about. */
  readonly modelSha256: string
}

/** Throws CHECKPOINT_INVALID, saying what differs, where what was written down belongs to other work. */
export function requireSame(path: string, before: Identity, now: Identity): void {
  const different = differences(before, now)
  if (different !== '') throw invalidCheckpoint(path, different)
}

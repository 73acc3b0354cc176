import { invalidCheckpoint } from '../base/invalid-checkpoint.ts'
import type { Checkpoint } from './checkpoint.ts'
import { decodeBatch, encodeBatch, type EvaluatedBatch } from './evaluated-batch.ts'
import type { Identity } from './identity.ts'
import { RecordLog } from './record-log.ts'

/** The batches of an evaluation, kept as they come. */
export class EvaluationLog {
  /** Batches that an earlier process kept. */
  readonly earlier: readonly EvaluatedBatch[]
  private readonly log: RecordLog

  private constructor(log: RecordLog, earlier: readonly EvaluatedBatch[]) {
    this.log = log
    this.earlier = earlier
  }

  /** Throws CHECKPOINT_INVALID where it cannot go on from what is there; and as `RecordLog.open`. */
  static async open({ path, resume }: Checkpoint, identity: Identity): Promise<EvaluationLog> {
    const log = await RecordLog.open(path, identity, resume)
    const earlier = log.earlier.map(decodeBatch).filter((batch) => batch !== null)
    if (earlier.length === log.earlier.length) return new EvaluationLog(log, earlier)
    await log.close()
    throw invalidCheckpoint(path, 'it is damaged')
  }

  keep(batch: EvaluatedBatch): Promise<void> {
    return this.log.append(encodeBatch(batch))
  }

  close(): Promise<void> {
    return this.log.close()
  }
}

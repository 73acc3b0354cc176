import { z } from 'zod'
import { invalidCheckpoint } from '../../base/invalid-checkpoint.ts'
import type { Identity } from '../identity.ts'
import { RecordLog } from '../record-log.ts'
import {
  halvesSchema,
  measuredSchema,
  storedHalves,
  storedMeasured,
  withHalves,
  type Measured,
} from './measured.ts'

/** A state of the quantizers that was measured, under a name that tells it from all others of the analysis. */
export interface LoggedState {
  readonly state: string
  readonly measured: Measured
  readonly milliseconds: number
  /** How every run came out by itself, where that decided how far to measure. */
  readonly scores?: readonly number[]
}

const schema = z.object({
  state: z.string(),
  measured: measuredSchema,
  halves: halvesSchema.optional(),
  milliseconds: z.number(),
  scores: z.array(z.number()).optional(),
})

/** What an analysis has measured, kept as it comes, so that it is not measured again. */
export class UnitLog {
  private readonly log: RecordLog | null
  private readonly states = new Map<string, LoggedState>()

  private constructor(log: RecordLog | null, earlier: readonly LoggedState[]) {
    this.log = log
    for (const each of earlier) this.states.set(each.state, each)
  }

  /** One that keeps nothing beyond the process. */
  static inMemory(): UnitLog {
    return new UnitLog(null, [])
  }

  /** Throws CHECKPOINT_INVALID where it cannot go on from what is there; and as `RecordLog.open`. */
  static async open(path: string, identity: Identity, resume: boolean): Promise<UnitLog> {
    const log = await RecordLog.open(path, identity, resume)
    const earlier = log.earlier.map((bytes) => schema.safeParse(parsed(bytes)))
    if (earlier.every(({ success }) => success))
      return new UnitLog(
        log,
        earlier.flatMap(({ data }) => {
          if (data === undefined) return []
          const { halves, ...state } = data
          return [{ ...state, measured: withHalves(state.measured, halves) }]
        }),
      )
    await log.close()
    throw invalidCheckpoint(path, 'it is damaged')
  }

  /** What was measured of a state, by this process or an earlier one. */
  find(state: string): LoggedState | undefined {
    return this.states.get(state)
  }

  /** How many states are known. */
  get size(): number {
    return this.states.size
  }

  async keep(logged: LoggedState): Promise<void> {
    this.states.set(logged.state, logged)
    const { measured } = logged
    const stored = { ...logged, measured: storedMeasured(measured), halves: storedHalves(measured) }
    await this.log?.append([Buffer.from(JSON.stringify(stored))])
  }

  async close(): Promise<void> {
    await this.log?.close()
  }
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return undefined
  }
}

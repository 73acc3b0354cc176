import { z } from 'zod'
import { invalidCheckpoint } from '../../base/invalid-checkpoint.ts'
import type { Identity } from '../identity.ts'
import { RecordLog } from '../record-log.ts'
import { measuredSchema, storedMeasured } from '../sensitivity/measured.ts'
import { costModelSchema } from './costs.ts'

/** Of every record: what had been chosen beside the float units when it was made, and what it took. */
const common = { choices: z.array(z.string()), ms: z.number() }

const gainsSchema = z.object({
  kind: z.literal('gains'),
  gains: z.record(z.string(), z.number()),
  ...common,
})
const costsSchema = z.object({ kind: z.literal('costs'), costs: costModelSchema, ...common })
const latencySchema = z.object({ kind: z.literal('latency'), latency: z.number(), ...common })
/** Of a recipe that was compared with others; its hash is the last of the choices. */
const lossSchema = z.object({ kind: z.literal('loss'), loss: z.number(), ...common })
const learnedSchema = z.object({ kind: z.literal('learned'), ...common })
const pointSchema = z.object({
  kind: z.literal('point'),
  /** Names of the float units, in the order of the graph. */
  units: z.array(z.string()),
  measured: measuredSchema,
  ...common,
})

const recordSchema = z.discriminatedUnion('kind', [
  gainsSchema,
  costsSchema,
  latencySchema,
  lossSchema,
  learnedSchema,
  pointSchema,
])

export type SearchRecord = z.output<typeof recordSchema>
export type PointRecord = z.output<typeof pointSchema>
type Once = Exclude<SearchRecord['kind'], 'point'>

/** What a search has found out, kept as it comes, so that nothing is estimated or measured again. */
export class SearchLog {
  /** Where what is too large for a record is kept, with a name added; null where nothing is kept. */
  readonly path: string | null
  private readonly log: RecordLog | null
  private readonly records = new Map<string, SearchRecord>()

  private constructor(log: RecordLog | null, path: string | null, earlier: readonly SearchRecord[]) {
    this.log = log
    this.path = path
    for (const record of earlier) this.records.set(keyOf(record), record)
  }

  /** One that keeps nothing beyond the process. */
  static inMemory(): SearchLog {
    return new SearchLog(null, null, [])
  }

  /** Throws CHECKPOINT_INVALID where it cannot go on from what is there; and as `RecordLog.open`. */
  static async open(path: string, identity: Identity, resume: boolean): Promise<SearchLog> {
    const log = await RecordLog.open(path, identity, resume)
    const earlier = log.earlier.map((bytes) => recordSchema.safeParse(parsed(bytes)))
    if (earlier.every(({ success }) => success))
      return new SearchLog(
        log,
        path,
        earlier.flatMap(({ data }) => data ?? []),
      )
    await log.close()
    throw invalidCheckpoint(path, 'it is damaged')
  }

  /** Milliseconds that all that is kept took. */
  get spentMs(): number {
    return [...this.records.values()].reduce((sum, { ms }) => sum + ms, 0)
  }

  /** The same of some kinds. */
  spentOn(...kinds: readonly Once[]): number {
    const some = [...this.records.values()].filter(({ kind }) => kinds.some((other) => other === kind))
    return some.reduce((sum, { ms }) => sum + ms, 0)
  }

  point(units: readonly string[], choices: readonly string[]): PointRecord | undefined {
    const record = this.records.get(JSON.stringify(['point', choices, units]))
    return record?.kind === 'point' ? record : undefined
  }

  /** What is made once for what has been chosen: made now unless it is kept already. */
  async once<Kind extends Once>(
    kind: Kind,
    choices: readonly string[],
    make: () => Promise<SearchRecord & { kind: Kind }>,
  ): Promise<SearchRecord & { kind: Kind }> {
    const known = this.records.get(JSON.stringify([kind, choices]))
    if (known !== undefined && isOf(known, kind)) return known
    const record = await make()
    await this.keep(record)
    return record
  }

  async keep(record: SearchRecord): Promise<void> {
    this.records.set(keyOf(record), record)
    const stored = record.kind === 'point' ? { ...record, measured: storedMeasured(record.measured) } : record
    await this.log?.append([Buffer.from(JSON.stringify(stored))])
  }

  async close(): Promise<void> {
    await this.log?.close()
  }
}

function isOf<Kind extends SearchRecord['kind']>(
  record: SearchRecord,
  kind: Kind,
): record is SearchRecord & { kind: Kind } {
  return record.kind === kind
}

function keyOf(record: SearchRecord): string {
  const { kind, choices } = record
  return JSON.stringify(record.kind === 'point' ? [kind, choices, record.units] : [kind, choices])
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return undefined
  }
}

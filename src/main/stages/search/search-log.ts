import { z } from 'zod'
import { invalidCheckpoint } from '../../base/invalid-checkpoint.ts'
import type { Identity } from '../identity.ts'
import { RecordLog } from '../record-log.ts'
import { measuredSchema, storedMeasured } from '../sensitivity/measured.ts'
import { costModelSchema } from './costs.ts'

const gainsSchema = z.object({
  kind: z.literal('gains'),
  gains: z.record(z.string(), z.number()),
  ms: z.number(),
})
const costsSchema = z.object({ kind: z.literal('costs'), costs: costModelSchema, ms: z.number() })
const latencySchema = z.object({ kind: z.literal('latency'), latency: z.number(), ms: z.number() })
const pointSchema = z.object({
  kind: z.literal('point'),
  /** Names of the float units, in the order of the graph. */
  units: z.array(z.string()),
  measured: measuredSchema,
  ms: z.number(),
})

const recordSchema = z.discriminatedUnion('kind', [gainsSchema, costsSchema, latencySchema, pointSchema])

export type SearchRecord = z.output<typeof recordSchema>
export type PointRecord = z.output<typeof pointSchema>

/** What a search has found out, kept as it comes, so that nothing is estimated or measured again. */
export class SearchLog {
  private readonly log: RecordLog | null
  private readonly records = new Map<string, SearchRecord>()

  private constructor(log: RecordLog | null, earlier: readonly SearchRecord[]) {
    this.log = log
    for (const record of earlier) this.records.set(keyOf(record), record)
  }

  /** One that keeps nothing beyond the process. */
  static inMemory(): SearchLog {
    return new SearchLog(null, [])
  }

  /** Throws CHECKPOINT_INVALID where it cannot go on from what is there; and as `RecordLog.open`. */
  static async open(path: string, identity: Identity, resume: boolean): Promise<SearchLog> {
    const log = await RecordLog.open(path, identity, resume)
    const earlier = log.earlier.map((bytes) => recordSchema.safeParse(parsed(bytes)))
    if (earlier.every(({ success }) => success))
      return new SearchLog(
        log,
        earlier.flatMap(({ data }) => data ?? []),
      )
    await log.close()
    throw invalidCheckpoint(path, 'it is damaged')
  }

  point(units: readonly string[]): PointRecord | undefined {
    const record = this.records.get(pointKey(units))
    return record?.kind === 'point' ? record : undefined
  }

  /** The estimates of all units, the costs, or the latency of the choice: made unless an earlier process made them. */
  async once<Kind extends 'gains' | 'costs' | 'latency'>(
    kind: Kind,
    make: () => Promise<SearchRecord & { kind: Kind }>,
  ): Promise<SearchRecord & { kind: Kind }> {
    const known = this.records.get(kind)
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

const pointKey = (units: readonly string[]): string => JSON.stringify(units)

function keyOf(record: SearchRecord): string {
  return record.kind === 'point' ? pointKey(record.units) : record.kind
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return undefined
  }
}

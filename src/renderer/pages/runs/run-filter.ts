import { z } from 'zod'
import { RUN_KINDS, RUN_STATUSES, type RunQuery } from '../../../shared/contract/run.ts'

/** What the filter of the table holds; it is kept between visits. */
export const runFilterState = z.object({
  text: z.string().default(''),
  kinds: z.array(z.enum(RUN_KINDS)).default([]),
  statuses: z.array(z.enum(RUN_STATUSES)).default([]),
  tags: z.array(z.string()).default([]),
  folder: z.string().default(''),
  modelSha256: z.string().default(''),
  favourite: z.boolean().default(false),
  searchPoints: z.boolean().default(false),
  ranges: z
    .array(z.object({ metric: z.string(), from: z.number().optional(), to: z.number().optional() }))
    .default([]),
})

export type RunFilterState = z.infer<typeof runFilterState>

export const NO_FILTER: RunFilterState = {
  text: '',
  kinds: [],
  statuses: [],
  tags: [],
  folder: '',
  modelSha256: '',
  favourite: false,
  searchPoints: false,
  ranges: [],
}

const some = <Value>(list: Value[]) => (list.length > 0 ? list : undefined)

/** The filter as the engine takes it; what is empty asks for nothing. */
export function queryOf(state: RunFilterState): RunQuery {
  const text = state.text.trim()
  return {
    text: text === '' ? undefined : text,
    kinds: some(state.kinds),
    statuses: some(state.statuses),
    tags: some(state.tags),
    folder: state.folder === '' ? undefined : state.folder,
    modelSha256: state.modelSha256 === '' ? undefined : state.modelSha256,
    favourite: state.favourite ? true : undefined,
    // Whoever looks for words looks everywhere.
    searchPoints: state.searchPoints || text !== '' ? undefined : false,
    ranges: some(state.ranges.filter(({ metric, from, to }) => metric !== '' && (from ?? to) !== undefined)),
  }
}

/** How many conditions hold the list back. */
export function conditionsIn(state: RunFilterState): number {
  const { searchPoints: _, ...conditions } = queryOf(state)
  return Object.values(conditions).filter((value) => value !== undefined).length
}

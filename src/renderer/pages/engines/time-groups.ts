import type { ExplainedEngine } from '../../../shared/contract/engine-explanation.ts'

type TimeGroup = ExplainedEngine['byKindAndPrecision'][number]

/** A kind of layer in a precision, taken from the name of their group: `convolution int8`. */
export interface KindGroup extends TimeGroup {
  kind: string
  precision: string
}

/** Groups by kind and precision; what takes no time comes last and is left out of `timed` engines. */
export function kindGroups(groups: readonly TimeGroup[]): KindGroup[] {
  const timed = groups.some(({ ms }) => ms !== null)
  return groups
    .filter(({ ms }) => !timed || (ms ?? 0) > 0)
    .map((group) => {
      const cut = group.name.lastIndexOf(' ')
      return { ...group, kind: group.name.slice(0, cut), precision: group.name.slice(cut + 1) }
    })
}

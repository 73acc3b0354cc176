/** As many ids as fit into the corner of a chart's file. */
const MOST = 6

/** Ids of the runs for the corner of a chart's file: the first of many, and how many more there are. */
export function footIds(ids: readonly string[]): string[] {
  return ids.length <= MOST ? [...ids] : [...ids.slice(0, MOST), `+${ids.length - MOST}`]
}

import type { RecipeChange } from './recipe-change.ts'
import { excludeLayers, quantizeLayers, quantizePool, quantizeSkip, shareScales } from './recipe-change.ts'

const TEXTS: Partial<Record<RecipeChange['kind'], (layers: readonly string[]) => RecipeChange>> = {
  'quantize-skip': quantizeSkip,
  'quantize-pool': quantizePool,
  'quantize-layers': quantizeLayers,
  'exclude-layers': excludeLayers,
}

/** One change that does what several of a kind do; the kind that most of them are of wins. Undefined for none. */
export function mergeChanges(changes: readonly RecipeChange[]): RecipeChange | undefined {
  const kinds = [...Map.groupBy(changes, ({ kind }) => kind)].sort((a, b) => b[1].length - a[1].length)
  const [first] = kinds
  if (first === undefined) return undefined
  const [kind, same] = first
  const layers = [...new Set(same.flatMap((change) => change.layers))]
  const merged = TEXTS[kind]?.(layers)
  if (merged !== undefined) return merged
  const groups = new Set(same.map((change) => change.layers.toSorted().join()))
  if (kind === 'share-scales' && groups.size > 1) return { ...shareScales([]), layers }
  return { ...same[0], layers }
}

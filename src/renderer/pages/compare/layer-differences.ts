import type { LayerRange } from '../../../shared/contract/layer.ts'

export interface LayerDifference {
  tensor: string
  layer: string
  kind: LayerRange['kind']
  /** amax of each run; null where the run leaves it float. */
  amax: readonly (number | null)[]
  /** Whether some runs quantize it and others leave it float. */
  placement: boolean
  /** Largest amax over the smallest, minus 1. */
  spread: number
}

function spreadOf(values: readonly (number | null)[]): number {
  const positive = values.filter((value) => value !== null && value > 0).map(Number)
  return positive.length < 2 ? 0 : Math.max(...positive) / Math.min(...positive) - 1
}

function rowOf(lists: readonly ReadonlyMap<string, LayerRange>[], tensor: string): LayerDifference[] {
  const found = lists.map((list) => list.get(tensor))
  const first = found.find((range) => range !== undefined)
  if (first === undefined) return []
  const amax = found.map((range) => range?.amax ?? null)
  return [
    {
      tensor,
      layer: first.layer,
      kind: first.kind,
      amax,
      placement: found.some((range) => range === undefined),
      spread: spreadOf(amax),
    },
  ]
}

/**
 * Quantized tensors that the runs treat differently: left float by some, or with amax values further apart than the
 * share `threshold`. The former come first, then the largest spreads.
 */
export function layerDifferences(
  lists: readonly (readonly LayerRange[])[],
  threshold: number,
): LayerDifference[] {
  const byTensor = lists.map((list) => new Map(list.map((range) => [range.tensor, range])))
  const tensors = new Set(lists.flatMap((list) => list.map(({ tensor }) => tensor)))
  return [...tensors]
    .flatMap((tensor) => rowOf(byTensor, tensor))
    .filter(({ placement, spread }) => placement || spread > threshold)
    .toSorted((a, b) => Number(b.placement) - Number(a.placement) || b.spread - a.spread)
}

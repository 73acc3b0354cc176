import type { ExplainedReformat } from '../explain-reformats.ts'
import type { EngineGraph } from '../engine-graph.ts'
import type { Evidence, FindingId, FoundFacts } from '../finding.ts'
import { mergeChanges } from '../merge-changes.ts'
import type { ReformatCauseKind } from '../reformat-cause.ts'

const ID_OF_CAUSE: Partial<Record<ReformatCauseKind, FindingId>> = {
  'scale-mismatch': 'scale-mismatch',
  'float-skip': 'float-skip',
  'float-addition': 'unfused-quantizer',
  'float-producer': 'unfused-quantizer',
  'float-reader': 'unfused-quantizer',
  layout: 'layout-reformat',
  'float-types': 'type-reformat',
}

/** Reformats by what causes them; those at the network's ends are left out, since nothing removes them. */
export function reformatFindings(graph: EngineGraph, reformats: readonly ExplainedReformat[]): FoundFacts[] {
  const groups = Map.groupBy(reformats, ({ cause }) => ID_OF_CAUSE[cause.kind])
  return [...groups].flatMap(([id, all]) => {
    if (id === undefined) return []
    const change = mergeChanges(all.flatMap(({ cause }) => cause.change ?? []))
    return {
      id,
      found: all.map(({ layer }) => graph.layers[layer]),
      evidence: all.map(evidenceOf),
      change,
    }
  })
}

function evidenceOf({ nodes, name, conversion, ms, cause }: ExplainedReformat): Evidence {
  const time = ms === undefined ? '' : ` (${ms.toFixed(4)} ms)`
  return { about: `${nodes.join(', ') || name} ${conversion}${time}`, says: cause.reason }
}

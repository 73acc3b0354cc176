import type { ExplainedReformat } from '../explain-reformats.ts'
import type { EngineGraph } from '../engine-graph.ts'
import type { FindingId, FoundFacts } from '../finding.ts'
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

const REASONS: Partial<Record<FindingId, string>> = {
  'scale-mismatch':
    'One tensor is wanted at several INT8 scales, so it is kept as float and quantized anew for each.',
  'float-skip':
    'A residual addition reads its skip input as float, so the convolution writes float and its quantizer runs alone.',
  'unfused-quantizer':
    'A quantizer stands between INT8 and a layer that runs in float, and no layer takes it in.',
  'layout-reformat':
    'Kernels side by side arrange the same values differently, and a copy goes between them.',
  'type-reformat': 'FP32 and FP16 layers alternate, and each change is a copy.',
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
      reason: REASONS[id] ?? '',
      change,
    }
  })
}

function evidenceOf({ nodes, name, conversion, ms, cause }: ExplainedReformat): string {
  const time = ms === undefined ? '' : ` (${ms.toFixed(4)} ms)`
  return `${nodes.join(', ') || name} ${conversion}${time}: ${cause.reason}`
}

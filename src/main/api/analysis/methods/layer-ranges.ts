import { QuantbenchError } from '../../../base/errors.ts'
import type { CalibrationTable } from '../../../calib/table.ts'
import type { LayerRange } from '../../../../shared/contract/layer.ts'
import type { AnalysisInput } from '../analysis-calls.ts'
import { histogramsOf, quantizersOf, scaleGroupsOf, tableOf } from '../quantized-run.ts'

/** The ranges of a run's quantizers, in the order of its model, with what calibration had to say of them. */
export function layerRanges(files: AnalysisInput<'layers.ranges'>): LayerRange[] {
  const table = files.table === null ? null : tableOf(files.table)
  const stored = new Set(files.histograms === null ? [] : histogramsOf(files.histograms).tensors)
  const groups = files.groups === null ? [] : scaleGroupsOf(files.groups)
  return quantizedTensors(files.model, table).map(({ tensor, kind, readers, amax }) => ({
    tensor,
    layer: readers.at(0) ?? '',
    readers,
    kind,
    amax,
    methods: kind === 'activation' ? (table?.activations[tensor]?.methods ?? {}) : {},
    group: kind === 'activation' ? groupOf(readers, groups) : [],
    histogram: kind === 'activation' && stored.has(tensor),
  }))
}

type Range = Pick<LayerRange, 'tensor' | 'kind' | 'readers' | 'amax'>

/** What is quantized in the run's model; where that is gone, what its table lists. */
function quantizedTensors(model: string | null, table: CalibrationTable | null): Range[] {
  if (model !== null)
    return quantizersOf(model).flatMap(({ tensor, kind, layers, amax }) =>
      kind === 'bias' ? [] : [{ tensor, kind, readers: layers, amax: largest(amax) }],
    )
  if (table === null)
    throw new QuantbenchError('USAGE', 'Expected a run that quantized a model, got one without ranges', {
      wayOut: 'Choose a PTQ or QAT run.',
    })
  return [
    ...Object.entries(table.activations).map(([tensor, { amax, used = amax }]): Range => {
      return { tensor, kind: 'activation', readers: [], amax: used }
    }),
    ...Object.entries(table.weights).map(([tensor, { amax }]): Range => {
      return { tensor, kind: 'weight', readers: [], amax: largest(amax) }
    }),
  ]
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0)
}

/** A node with several inputs may be in several groups: the one with all readers is meant. */
function groupOf(readers: readonly string[], groups: readonly string[][]): string[] {
  if (readers.length === 0) return []
  return groups.find((group) => readers.every((reader) => group.includes(reader))) ?? []
}

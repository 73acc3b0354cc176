import type { Graph } from '../../onnx/graph.ts'
import { quantizedReaders, type QuantizedPart } from '../../quant/quantizer-switches.ts'

/** What is switched together: a block as detector configurations list them, or a single layer. */
export const UNITS = ['block', 'layer'] as const

export type SensitivityBy = (typeof UNITS)[number]

/** Which quantizers take part: all, those of what layers read, or those of their weights; the others are off throughout. */
export const PARTS = ['all', 'activations', 'weights'] as const

export type SensitivityParts = (typeof PARTS)[number]

/** Layers (and other nodes that read quantized tensors) that are switched together. */
export interface SensitivityUnit {
  /** Path of the block, or of the layer. */
  readonly name: string
  /** Paths of the readers. */
  readonly readers: ReadonlySet<string>
}

/** Whether quantizers of a kind take part. */
export function takesPart(part: QuantizedPart, parts: SensitivityParts): boolean {
  return parts === 'all' || parts === (part === 'weight' ? 'weights' : 'activations')
}

/** The units of a Q/DQ model, in graph order. Additions, pools and concatenations that read quantized are among them. */
export function sensitivityUnits(
  graph: Graph,
  by: SensitivityBy,
  parts: SensitivityParts,
): SensitivityUnit[] {
  const units = new Map<string, Set<string>>()
  for (const { name, block, part } of quantizedReaders(graph)) {
    if (!takesPart(part, parts)) continue
    const unit = by === 'block' ? block : name
    units.set(unit, (units.get(unit) ?? new Set()).add(name))
  }
  return Array.from(units, ([name, readers]) => ({ name, readers }))
}

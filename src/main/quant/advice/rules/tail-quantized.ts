import { modulePathOfNode } from '../../../onnx/module-path.ts'
import type { Node } from '../../../onnx/node.ts'
import { changeModel, counted, ofNodes } from '../finding.ts'
import { needsQuantizers, type AdviceRule } from '../rule.ts'
import { SOURCES } from '../sources.ts'

/** A score is at most 1: on a scale of 2 all of them become 0. */
const SCORES_VANISH = 2

/** Quantizers in the decoding of boxes and scores. */
export const tailQuantized: AdviceRule = {
  id: 'tail-quantized',
  title: 'the decoding of boxes is quantized',
  sources: [SOURCES.quantizedTypes],
  needs: needsQuantizers,
  find({ graph: { head, quantizers } }) {
    const found = [...head.tail].filter((node) => node.is('QuantizeLinear')).reverse()
    if (found.length === 0) return []
    const scales = found.map((node) => ({ node, scale: scaleOf(node) }))
    const coarsest = Math.max(...scales.map(({ scale }) => scale))
    return [
      {
        severity: coarsest >= SCORES_VANISH ? 'error' : 'warning',
        title: `${counted(found.length, 'quantizer')} in the decoding of boxes and scores`,
        ...ofNodes(found),
        evidence: scales.map(({ node, scale }) => ({
          what: 'step between two levels',
          value: scale,
          unit: 'in units of the tensor (pixels for boxes)',
          subject: modulePathOfNode(node),
        })),
        reason:
          'Boxes in pixels and scores up to 1 meet here in one tensor: one scale makes boxes coarse and rounds scores to nothing. A model so quantized finds little or nothing.',
        change: changeModel(
          'quantize-again',
          'Quantize the float model again; the decoding always stays float.',
        ),
      },
    ]

    function scaleOf(node: Node): number {
      const tensor = node.input(0)?.name
      return quantizers.find((quantizer) => quantizer.tensor === tensor)?.scales[0] ?? 0
    }
  },
}

import { changeModel, counted, ofNodes, nameOf, type RuleFinding } from '../finding.ts'
import type { Node } from '../../../onnx/node.ts'
import { intOf } from '../../../onnx/attributes.ts'
import type { AdviceRule } from '../rule.ts'
import { SOURCES } from '../sources.ts'

/** BatchNormalization that is still a node of its own. */
export const batchNorm: AdviceRule = {
  id: 'batch-norm',
  title: 'BatchNorm that is not folded',
  sources: [SOURCES.whitepaper, SOURCES.quantizedTypes],
  find({ graph: { model, float, quantizers } }) {
    const all = model.graph.nodes.filter((node) => node.is('BatchNormalization'))
    if (all.length === 0) return []
    const training = all.filter((node) => intOf(node.attributes, 'training_mode', 0) !== 0)
    const left = new Set(float?.model.graph.nodes.map(nameOf))
    const stays = all.filter((node) => !training.includes(node) && left.has(nameOf(node)))
    const folds = all.filter((node) => !training.includes(node) && !stays.includes(node))
    return [
      ...finding('training', training, 'error', 'in training mode', TRAINING),
      ...finding('stays', stays, 'warning', 'that cannot be folded', STAYS),
      ...(quantizers.length > 0
        ? finding('quantized', folds, 'warning', 'between layers and their quantizers', QUANTIZED)
        : finding('folds', folds, 'info', 'that quantization folds', FOLDS)),
    ]
  },
}

const TRAINING = 'The outputs depend on what else is in the batch. Export the model in evaluation mode.'
const STAYS =
  'It follows no convolution of its own (or one that others read too), so it stays an operation in float between quantized layers.'
const QUANTIZED =
  'The ranges of the weights were taken before the factors of the normalisation, which TensorRT multiplies in: the scales do not fit what runs.'
const FOLDS =
  'Quantization here folds it into the convolution before it takes ranges. Tools that do not, get ranges of weights that never run.'

function finding(
  variant: string,
  nodes: readonly Node[],
  severity: RuleFinding['severity'],
  which: string,
  reason: string,
): RuleFinding[] {
  if (nodes.length === 0) return []
  const change =
    variant === 'quantized'
      ? changeModel('quantize-again', 'Quantize the float model here, where it is folded first.')
      : changeModel('fold-batch-norm', 'Export in evaluation mode with constant folding on.')
  return [
    {
      variant,
      severity,
      title: `${counted(nodes.length, 'BatchNorm')} ${which}`,
      ...ofNodes(nodes),
      evidence: [{ what: 'BatchNormalization nodes', value: nodes.length, unit: 'nodes' }],
      reason,
      change: variant === 'folds' ? null : change,
    },
  ]
}

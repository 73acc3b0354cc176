import type { Quantizer } from '../../read-quantizers.ts'
import { changeModel, counted, nodeOfTensor, type RuleFinding } from '../finding.ts'
import { needsQuantizers, type AdviceFacts, type AdviceRule } from '../rule.ts'
import { SOURCES } from '../sources.ts'

interface Fault {
  readonly variant: string
  readonly what: string
  readonly reason: string
  readonly isIt: (quantizer: Quantizer) => boolean
}

const FAULTS: readonly Fault[] = [
  {
    variant: 'asymmetric',
    what: 'with a zero point other than 0 or an unsigned type',
    reason: 'TensorRT only supports symmetric quantization: zero points have to be 0 and of type INT8.',
    isIt: ({ kind, symmetric, type }) => kind !== 'bias' && (!symmetric || type.startsWith('UINT')),
  },
  {
    variant: 'bias',
    what: 'on a bias',
    reason:
      'In a strongly typed TensorRT network the bias stays float; INT32 quantizers before it are refused or keep the convolution from fusing.',
    isIt: ({ kind }) => kind === 'bias',
  },
  {
    variant: 'activation-channels',
    what: 'with a scale for each channel of an activation',
    reason:
      'TensorRT takes one scale for the whole of an activation; only weights have one for each channel.',
    isIt: ({ kind, scales }) => kind === 'activation' && scales.length > 1,
  },
  {
    variant: 'scale',
    what: 'with a scale that is not positive',
    reason: 'TensorRT refuses it: scale coefficients must all be positive.',
    isIt: ({ scales }) => scales.some((scale) => !(scale > 0 && Number.isFinite(scale))),
  },
]

/** Quantizers that TensorRT's importer refuses. */
export const refusedQuantizers: AdviceRule = {
  id: 'refused-quantizers',
  title: 'quantizers that TensorRT refuses: asymmetric zero points and others',
  sources: [SOURCES.importer, SOURCES.quantizedTypes],
  needs: needsQuantizers,
  find: (facts) => FAULTS.flatMap((fault) => findingOf(fault, facts)),
}

function findingOf({ variant, what, reason, isIt }: Fault, { graph }: AdviceFacts): RuleFinding[] {
  const found = graph.quantizers.filter(isIt)
  if (found.length === 0) return []
  const types = [...Map.groupBy(found, ({ type }) => type)]
  return [
    {
      variant,
      severity: 'error',
      title: `${counted(found.length, 'quantizer')} ${what}`,
      layers: [...new Set(found.flatMap(({ layers }) => layers))],
      nodes: found.flatMap(({ tensor }) => {
        const value = graph.model.graph.find(tensor)
        return value === undefined ? [] : [nodeOfTensor(value)]
      }),
      evidence: types.map(([type, all]) => ({
        what: `quantizers of type ${type}`,
        value: all.length,
        unit: 'quantizers',
      })),
      reason,
      change: changeModel(
        'quantize-again',
        'Quantize the float model here: symmetric INT8 throughout, biases float.',
      ),
    },
  ]
}

import { changeModel, changeRecipe, counted, ofNodes } from '../finding.ts'
import { findResidualAdds } from '../../residual-adds.ts'
import { needsFloatGraph, type AdviceRule } from '../rule.ts'
import { SOURCES } from '../sources.ts'

/** Residual additions whose skip input stays float between quantized layers. */
export const residualSkips: AdviceRule = {
  id: 'residual-skips',
  title: 'residual additions that read their skip input as float',
  sources: [SOURCES.quantizedTypes, SOURCES.sharedEntropy],
  needs: needsFloatGraph,
  find({ graph: { float, quantizers, recipe } }) {
    if (float === null) return []
    const read = new Set(
      float.placement.activations.flatMap(({ readers }) => readers.map(({ node }) => node)),
    )
    const found = findResidualAdds(float.model.graph, float.placement.layers).filter(
      ({ node }) => !read.has(node) && !float.head.tail.has(node),
    )
    if (found.length === 0) return []
    const fragile = quantizers.length === 0 && recipe.method === 'entropy'
    const patch = fragile ? ({ add: 'residual', method: 'mse' } as const) : ({ add: 'residual' } as const)
    const text = `Try quantizing the skip input${fragile ? ', with another method than entropy' : ''}: faster where TensorRT then fuses the addition; compare the accuracy.`
    return [
      {
        severity: 'info',
        title: `${counted(found.length, 'residual addition')} with a float skip input`,
        ...ofNodes(found.map(({ node }) => node)),
        evidence: [
          { what: 'residual additions with a float skip input', value: found.length, unit: 'nodes' },
        ],
        reason:
          'The convolution that TensorRT fuses with the addition then writes float, and the quantizer behind it runs alone.',
        change:
          quantizers.length > 0 ? changeModel('quantize-again', text, patch) : changeRecipe(patch, text),
      },
    ]
  },
}

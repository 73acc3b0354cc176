import { changeModel, changeRecipe, counted, ofLayers } from '../finding.ts'
import { macsPercent } from '../graph-facts.ts'
import { needsFloatGraph, type AdviceRule } from '../rule.ts'
import { SOURCES } from '../sources.ts'

/** Final prediction layers that are, or by the recipe would be, quantized. */
export const headQuantized: AdviceRule = {
  id: 'head-quantized',
  title: 'the detect head is quantized',
  sources: [SOURCES.yolov5n, SOURCES.scaleRules],
  needs: needsFloatGraph,
  find({ graph: { float, quantizers } }) {
    if (float === null) return []
    const quantized = new Set(float.placement.layers.map(({ name }) => name))
    const found = float.head.layers.filter(({ name }) => quantized.has(name))
    // A model of nothing but a head has nothing else to quantize.
    if (found.length === 0 || found.length === quantized.size) return []
    const text = 'Leave the final prediction layers float.'
    const patch = { headFloat: 'on' } as const
    return [
      {
        severity: 'warning',
        title: `${counted(found.length, 'final prediction layer')} quantized`,
        ...ofLayers(found),
        evidence: [
          { what: 'prediction layers quantized', value: found.length, unit: 'layers' },
          { what: 'share of the multiply-accumulates', value: macsPercent(float, found), unit: '%' },
        ],
        reason:
          'What these layers write goes into boxes and scores without another layer to even errors out; left float they cost next to nothing.',
        change:
          quantizers.length > 0 ? changeModel('quantize-again', text, patch) : changeRecipe(patch, text),
      },
    ]
  },
}

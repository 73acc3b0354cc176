import { changeModel, counted, ofLayers } from '../finding.ts'
import { needsFloatGraph, type AdviceRule } from '../rule.ts'
import { SOURCES } from '../sources.ts'

/** Weights that are no numbers. */
export const brokenWeights: AdviceRule = {
  id: 'broken-weights',
  title: 'weights with NaN or infinities',
  sources: [SOURCES.quantizedTypes],
  needs: needsFloatGraph,
  find({ graph: { float } }) {
    const found = (float?.weights ?? []).filter(({ notFinite }) => notFinite > 0)
    if (found.length === 0) return []
    return [
      {
        severity: 'error',
        title: `${counted(found.length, 'layer')} with weights that are not finite`,
        ...ofLayers(found.map(({ layer }) => layer)),
        evidence: found.map(({ layer, notFinite }) => ({
          what: 'NaN and infinite weights',
          value: notFinite,
          unit: 'weights',
          subject: layer.name,
        })),
        reason: 'No scale holds such values, and whatever they are multiplied with is lost.',
        change: changeModel('repair-weights', 'Export again from an earlier checkpoint of the training.'),
      },
    ]
  },
}

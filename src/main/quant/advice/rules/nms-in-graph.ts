import { changeModel, counted, ofNodes } from '../finding.ts'
import type { AdviceRule } from '../rule.ts'
import { SOURCES } from '../sources.ts'

/** Suppression inside the model. */
export const nmsInGraph: AdviceRule = {
  id: 'nms-in-graph',
  title: 'NMS inside the model',
  sources: [SOURCES.dynamicShapes],
  find({ graph: { model } }) {
    const found = model.graph.nodes.filter(({ opType }) => /NonMaxSuppression|NMS/i.test(opType))
    if (found.length === 0) return []
    return [
      {
        severity: 'warning',
        title: `${counted(found.length, 'suppression node')} inside the model`,
        ...ofNodes(found),
        evidence: [{ what: 'NMS nodes', value: found.length, unit: 'nodes' }],
        reason:
          'How many boxes it hands out depends on the image: what follows has shapes that are known only at run time, thresholds are frozen in, and accuracy at confidence 0.001 cannot be measured.',
        change: changeModel(
          'remove-nms',
          'Export without NMS and suppress behind the engine, or add EfficientNMS_TRT when it is built.',
        ),
      },
    ]
  },
}

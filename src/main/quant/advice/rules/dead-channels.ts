import { changeModel, counted, ofLayers } from '../finding.ts'
import { needsFloatGraph, type AdviceRule } from '../rule.ts'
import { SOURCES } from '../sources.ts'

/** From this share on, something went wrong in training or export. */
const MOSTLY = 0.5

/** Output channels whose weights are zero. */
export const deadChannels: AdviceRule = {
  id: 'dead-channels',
  title: 'output channels whose weights are all but zero',
  sources: [SOURCES.integerPrinciples],
  needs: needsFloatGraph,
  find({ graph: { float } }) {
    const found = (float?.weights ?? []).filter(({ dead }) => dead.length > 0)
    if (found.length === 0) return []
    const mostly = found.filter(({ dead, amax }) => dead.length >= MOSTLY * amax.length)
    const total = found.reduce((sum, { dead }) => sum + dead.length, 0)
    return [
      {
        severity: mostly.length > 0 ? 'warning' : 'info',
        title: `${counted(total, 'dead channel')} in ${counted(found.length, 'layer')}`,
        ...ofLayers(found.map(({ layer }) => layer)),
        evidence: found.map(({ layer, dead, amax }) => ({
          what: `channels of ${amax.length} below a thousandth of the median channel`,
          value: dead.length,
          unit: 'channels',
          subject: layer.name,
        })),
        reason:
          'They give their bias and nothing else. Quantization loses nothing by them, but they take the time of live ones; where most of a layer is dead, the weights are hardly those that were trained.',
        change: changeModel('prune-channels', 'Prune them when the model is trained next.'),
      },
    ]
  },
}

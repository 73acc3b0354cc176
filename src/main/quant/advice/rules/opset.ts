import { opsetOf } from '../../../onnx/model.ts'
import { NEWEST_OPSET, OLDEST_OPSET } from '../../../onnx/operators.ts'
import { FIRST_OPSET } from '../../insert-qdq.ts'
import { changeModel } from '../finding.ts'
import type { AdviceRule } from '../rule.ts'
import { SOURCES } from '../sources.ts'

/** Resize, Clip and Pad changed their meaning there; older graphs come through an upgrade less surely. */
const OLD = 11

/** Operator sets without what quantizers need. */
export const opset: AdviceRule = {
  id: 'opset',
  title: 'an operator set that is too old',
  sources: [SOURCES.operatorList],
  find({ graph: { model, quantizers, problem } }) {
    const found = opsetOf(model)
    if (found >= FIRST_OPSET && found <= NEWEST_OPSET) return []
    const perChannel = quantizers.some(({ axis }) => axis !== null)
    const refused = perChannel || problem !== null || found < OLDEST_OPSET || found > NEWEST_OPSET
    const upgraded = refused
      ? 'Export again'
      : 'It is brought to opset 13 before quantization; better export again'
    return [
      {
        severity: refused ? 'error' : found < OLD ? 'warning' : 'info',
        title: `opset ${found}, where quantizers need ${FIRST_OPSET}`,
        layers: [],
        nodes: [],
        evidence: [{ what: 'version of the standard operators', value: found, unit: 'opset' }],
        reason: `Scales for each channel came with opset ${FIRST_OPSET}, half-precision scales with 19.${problem === null ? '' : ` The upgrade fails: ${problem}.`}`,
        change: changeModel('upgrade-opset', `${upgraded} with opset 13 to 17.`),
      },
    ]
  },
}

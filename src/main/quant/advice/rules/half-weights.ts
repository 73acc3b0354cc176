import { constantOf } from '../../../onnx/constants.ts'
import { DataType } from '../../../onnx/proto.ts'
import { changeModel, counted, ofLayers } from '../finding.ts'
import { needsFloatGraph, type AdviceRule } from '../rule.ts'
import { SOURCES } from '../sources.ts'

/** Weights in half precision, which quantization leaves as they are. */
export const halfWeights: AdviceRule = {
  id: 'half-weights',
  title: 'weights in half precision',
  sources: [SOURCES.quantizedTypes],
  needs: needsFloatGraph,
  find({ graph: { float, quantizers } }) {
    if (float === null || quantizers.length > 0) return []
    const found = float.layers.filter(({ weight }) => constantOf(weight)?.dataType === DataType.FLOAT16)
    if (found.length === 0) return []
    return [
      {
        severity: 'error',
        title: `${counted(found.length, 'layer')} with weights in half precision`,
        ...ofLayers(found),
        evidence: [{ what: 'layers with FP16 weights', value: found.length, unit: 'layers' }],
        reason: 'Quantization starts from float32 and leaves such layers as they are.',
        change: changeModel(
          'quantize-again',
          'Quantize the float32 model; --fp16 makes the rest half precision.',
          {
            fp16: true,
          },
        ),
      },
    ]
  },
}

import { describe, expect, it } from 'vitest'
import { recipeFrom } from '../../../../src/main/quant/recipe.ts'
import { quantizeModel } from '../../../../src/main/quant/quantize-model.ts'
import { buildEngineGraph } from '../../../../src/main/trt/engine/engine-graph.ts'
import { alignToModel } from '../../../../src/main/trt/engine/model-alignment.ts'
import { reportCard } from '../../../../src/main/trt/engine/report-card.ts'
import { parseLayerInfo } from '../../../../src/main/trt/layer-info.ts'
import { DetectorBuilder } from '../../quant/detector-builder.ts'
import { FP16, INT8, tensorJson } from '../engine-json.ts'

function quantized() {
  const builder = new DetectorBuilder()
  const x = builder.conv('model.0', builder.image(), 16)
  builder.output(builder.conv('model.1', x, 16, { act: false }))
  const ranges = { activations: { amax: () => 2, merged: () => 2 } }
  return quantizeModel(builder.model, recipeFrom({ method: 'max', headFloat: 'off' }), ranges).model.graph
}

const LAYERS = [
  {
    Name: 'images_QuantizeLinear_clone_0',
    LayerType: 'Reformat',
    Inputs: [tensorJson('images', FP16)],
    Outputs: [tensorJson('q', INT8)],
    Origin: 'QDQ',
  },
  {
    Name: 'fused',
    LayerType: 'CaskConvolution',
    Inputs: [tensorJson('q', INT8)],
    Outputs: [tensorJson('r', INT8)],
    Metadata: '[ONNX Layer: model.0.act.Mul]\u001e[ONNX Layer: model.0.Conv]',
  },
  {
    Name: 'model.1.weight',
    LayerType: 'CaskConvolution',
    Inputs: [tensorJson('r', INT8)],
    Outputs: [tensorJson('s', FP16)],
  },
  {
    Name: '__myl_Silu_0',
    LayerType: 'kgen',
    Inputs: [tensorJson('s', FP16)],
    Outputs: [tensorJson('model.0.act.Mul_output', FP16)],
  },
]

describe('alignment to the model', () => {
  const alignment = alignToModel(quantized())
  const { layers, graph } = (() => {
    const built = buildEngineGraph(parseLayerInfo(JSON.stringify(LAYERS), 'e.json'), { alignment })
    return { layers: built.layers, graph: built }
  })()

  it('finds nodes by name without clone numbers, by metadata, by initializer and by tensor', () => {
    expect(layers.map(({ nodes }) => nodes)).toEqual([
      ['images_QuantizeLinear'],
      ['model.0.Conv', 'model.0.act.Mul'],
      ['model.1.Conv'],
      ['model.0.act.Mul'],
    ])
    expect(layers.map(({ path }) => path)).toEqual([null, 'model.0', 'model.1', null])
  })

  it('knows scales and which layers are quantized', () => {
    expect(alignment.scaleOf('images_QuantizeLinear')).toBeCloseTo(2 / 127, 8)
    expect(alignment.scaleOf('model.0.Conv')).toBeUndefined()
    expect([...alignment.quantizedNodes].sort()).toEqual(['model.0.Conv', 'model.1.Conv'])
    expect(reportCard(graph, alignment).reformats[0].scale).toBeCloseTo(2 / 127, 8)
  })
})

import { describe, expect, it } from 'vitest'
import { decodeModel } from '../../../src/main/onnx/decode.ts'
import { encodeModel } from '../../../src/main/onnx/encode.ts'
import { DataType, newValueInfo } from '../../../src/main/onnx/proto.ts'
import { openSession } from '../../../src/main/session/session.ts'
import { engineModel } from '../../../src/main/trt/engine-model.ts'
import { ModelBuilder } from '../../support/build-graph.ts'

// Not text in UTF-8: what treats the engine as one breaks it.
const ENGINE = Uint8Array.from({ length: 256 }, (_, at) => 255 - at)

function builtFrom() {
  const builder = new ModelBuilder({ opset: 17 })
  const images = builder.input('images', ['n', 3, 64, 64], DataType.FLOAT16)
  const weights = builder.weights('w', [4, 3, 1, 1])
  builder.graph.addInput(newValueInfo('w', DataType.FLOAT, [4, 3, 1, 1]))
  builder.output(builder.node('Conv', [images, weights], {}, { outputs: ['boxes'] }), DataType.FLOAT16, [
    'n',
    4,
  ])
  builder.output(builder.node('Relu', [images], {}, { outputs: ['scores'] }))
  return builder.model
}

describe('engineModel', () => {
  const model = engineModel(builtFrom(), ENGINE)

  it('is one node with the engine in it, byte for byte, after writing and reading', () => {
    const { graph, opsets } = decodeModel(encodeModel(model))
    expect(graph.nodes.map(({ opType, domain }) => `${domain}.${opType}`)).toEqual([
      'com.microsoft.EPContext',
    ])
    const [{ attributes }] = graph.nodes
    expect(attributes.get('embed_mode')?.i).toBe(1n)
    expect(attributes.get('ep_cache_context')?.s).toEqual(ENGINE)
    expect(new TextDecoder().decode(attributes.get('source')?.s)).toBe('TensorrtExecutionProvider')
    expect(Object.fromEntries(opsets)).toEqual({ '': 17, 'com.microsoft': 1 })
  })

  it('has the inputs and outputs of the model, without initializers that older files declare as inputs', () => {
    const original = builtFrom().graph
    expect(model.graph.inputs.map(({ info }) => info)).toEqual([original.inputs[0].info])
    expect(model.graph.outputs.map(({ info }) => info)).toEqual(original.outputs.map(({ info }) => info))
    expect(model.graph.outputs.map(({ name }) => name)).toEqual(['boxes', 'scores'])
  })

  it('runs with TensorRT or not at all', async () => {
    await expect(openSession(model, { device: 'cpu' })).rejects.toMatchObject({
      code: 'MODEL_REJECTED',
      message: expect.stringContaining('EPContext'),
    })
  })
})

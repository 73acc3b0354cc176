import { Graph } from '../onnx/graph.ts'
import { opsetOf, type Model } from '../onnx/model.ts'
import { AttributeType, newAttribute } from '../onnx/proto.ts'

const DOMAIN = 'com.microsoft'
const NODE = 'EPContext'

/**
 * A model of one node that stands for a built engine: ONNX Runtime's TensorRT provider runs just that engine and builds
 * none of its own, so every option of the build holds. Node's binding hands no options on to the provider, and needs none
 * this way. Inputs and outputs are those of the model that the engine was built from.
 *
 * Source: operator EPContext of com.microsoft (contrib_defs.cc), `GetEpContextFromGraph` in onnx_ctx_model_helper.cc.
 */
export function engineModel(builtFrom: Model, engine: Uint8Array): Model {
  const graph = new Graph('engine')
  const inputs = builtFrom.graph.inputs.flatMap(({ info, initializer }) =>
    info === null || initializer !== null ? [] : [graph.addInput(info)],
  )
  const declared = builtFrom.graph.outputs.flatMap(({ info }) => info ?? [])
  const node = graph.addNode({
    opType: NODE,
    domain: DOMAIN,
    inputs,
    outputs: declared.map(({ name }) => name),
    attributes: {
      main_context: 1,
      // Bytes, not a path: the provider finds files only beside a model that was itself read from one.
      embed_mode: 1,
      ep_cache_context: newAttribute({ name: 'ep_cache_context', type: AttributeType.STRING, s: engine }),
      source: 'TensorrtExecutionProvider',
    },
  })
  for (const [at, output] of node.outputs.entries())
    if (output !== null) graph.addOutput(output, declared[at])
  return {
    graph,
    irVersion: builtFrom.irVersion,
    opsets: new Map([
      ['', opsetOf(builtFrom)],
      [DOMAIN, 1],
    ]),
    metadata: new Map(),
    producer: { name: 'quantbench', version: '' },
    source: null,
    hadExternalData: false,
  }
}

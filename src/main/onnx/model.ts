import type { Graph } from './graph.ts'
import type { ModelProto } from './proto.ts'

/** An ONNX model in memory. */
export interface Model {
  readonly graph: Graph
  irVersion: number
  /** Opset version by domain; the standard domain is ''. */
  readonly opsets: Map<string, number>
  /** metadata_props, e.g. `names`, `stride`, `task` of Ultralytics exports. */
  readonly metadata: Map<string, string>
  readonly producer: { name: string; version: string }
  /** The message it was read from: carries functions, documentation and unknown fields through. */
  readonly source: ModelProto | null
  /** True when its tensors came from files beside it; it is then written the same way. */
  readonly hadExternalData: boolean
}

/** Version of the standard operator set that the model asks for. */
export function opsetOf(model: Model): number {
  return model.opsets.get('') ?? 1
}

/** What a node computes in; `mixed`: only a part of what it reads or holds is quantized. */
export type NodePrecision = 'fp32' | 'fp16' | 'int8' | 'mixed' | 'none'

/** A tensor as the side panel tells of it. */
export interface TensorFacts {
  name: string
  type: string
  dims: string
  scale: number | null
  /** The float tensor before the quantizer, by which a run's ranges know it; null where it is not quantized. */
  source: string | null
}

/** A node of any graph: of a model or of an engine. */
export interface GraphNode {
  id: string
  name: string
  /** What it is known by in other graphs of the same network: names of ONNX nodes, `tensor:` and a name for quantizers. */
  origins: readonly string[]
  op: string
  /** Path of its layer, where it is one. */
  layer: string
  /** What it is folded into; empty: nothing. */
  block: string
  precision: NodePrecision
  /** A pair of quantize and dequantize. */
  quantizer: boolean
  scale: number | null
  /** Share of the run's time, 0 to 1; null where it was not measured. */
  share: number | null
  ms: number | null
  facts: readonly { name: string; value: string }[]
  inputs: readonly TensorFacts[]
  outputs: readonly TensorFacts[]
}

export interface GraphEdge {
  from: string
  to: string
  tensor: string
}

export interface GraphData {
  kind: 'model' | 'engine'
  nodes: readonly GraphNode[]
  edges: readonly GraphEdge[]
}

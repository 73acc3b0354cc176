import type { EngineGraph, EngineLayer } from '../../../shared/contract/engine-graph.ts'
import type { GraphData, NodePrecision, TensorFacts } from './graph-data.ts'

const PRECISIONS: readonly [pattern: RegExp, precision: NodePrecision][] = [
  [/int8|fp8/i, 'int8'],
  [/half|fp16|bf16|float16/i, 'fp16'],
  [/float|fp32|tf32/i, 'fp32'],
]

/** The drawn precision of what an engine calls it. */
export function enginePrecision(name: string): NodePrecision {
  return PRECISIONS.find(([pattern]) => pattern.test(name))?.[1] ?? 'none'
}

const LONGEST = 40
/** The end of a fused name says most: its first operators are often shared. */
const shortened = (name: string) => (name.length > LONGEST ? `…${name.slice(1 - LONGEST)}` : name)

/** An engine's layers as a graph, each with its share of the time. */
export function engineData({ layers, edges }: EngineGraph): GraphData {
  return {
    kind: 'engine',
    nodes: layers.map((layer, index) => ({
      id: String(index),
      name: layer.name,
      origins: originsOf(layer),
      op: layer.type === 'unknown' ? shortened(layer.name) : layer.type,
      layer: shortened(layer.onnxLayers.at(-1) ?? ''),
      block: '',
      precision: enginePrecision(layer.precision),
      quantizer: false,
      scale: null,
      share: layer.share,
      ms: layer.ms,
      facts: factsOf(layer),
      inputs: layer.inputs.map(tensorOf),
      outputs: layer.outputs.map(tensorOf),
    })),
    edges: edges.map(({ from, to, tensor }) => ({ from: String(from), to: String(to), tensor })),
  }
}

/** TensorRT numbers the copies of a node that it makes. */
const CLONE = /(?:_clone_\d+)+$/

function originsOf({ name, onnxLayers }: EngineLayer): string[] {
  const names = onnxLayers.length > 0 ? onnxLayers : [name]
  return names.map((each) => each.replace(CLONE, ''))
}

function tensorOf({ name, dims, format, precision }: EngineLayer['inputs'][number]): TensorFacts {
  return { name, type: format || precision, dims: dims.join(' × '), scale: null, source: null }
}

function factsOf({ precision, tactic, origin, onnxLayers }: EngineLayer) {
  return [
    { name: 'precision', value: precision },
    { name: 'tactic', value: tactic },
    { name: 'origin', value: origin },
    { name: 'ONNX', value: onnxLayers.join(', ') },
  ].filter(({ value }) => value !== '')
}

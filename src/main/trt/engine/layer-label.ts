import type { GraphLayer } from './engine-graph.ts'
import { nodeNameOf } from './layer-path.ts'

/** How a message names a layer: its module, else its name, shortened where it lists half a network. */
export function labelOf({ path, name }: Pick<GraphLayer, 'path' | 'name'>): string {
  const text = path ?? name
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}

const ADDITION = /(?:^|[/._ ])[Aa]dd(?:V2)?(?:_\d+)?$/

/** The additions that a layer has taken in, by ONNX name. */
export function additionsOf({ onnxLayers }: Pick<GraphLayer, 'onnxLayers'>): string[] {
  return onnxLayers.map(nodeNameOf).filter((part) => ADDITION.test(part))
}

/** Modules of layers that have weights, each once. */
export function pathsOf(layers: readonly Pick<GraphLayer, 'path'>[]): string[] {
  return [...new Set(layers.flatMap(({ path }) => path ?? []))]
}

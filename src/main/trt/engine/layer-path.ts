import { parameterPath, scopePath } from '../../onnx/module-path.ts'
import type { EngineLayer } from '../engine-layer.ts'

const CLONE = /(?:_clone_\d+)+$/

/** A part of an engine layer's name without the numbers that TensorRT appends to copies of a node. */
export function nodeNameOf(part: string): string {
  return part.replace(CLONE, '')
}

/**
 * The module that a layer's weights belong to (`layer1.0.conv1`), read from the initializer among the parts of its name
 * or from the path of a node. These names stay when a model is exported or quantized another way; counters such as
 * `Conv_41` do not. Null where the names hold no path.
 */
export function layerPathOf({ onnxLayers, name }: EngineLayer): string | null {
  // With metadata the parts are nodes alone, while the name still holds the initializer.
  const parts = [...name.split(' + ').map((part) => part.trim()), ...onnxLayers].map(nodeNameOf)
  for (const part of parts) {
    const path = isReformat(part) ? null : parameterPath(part)
    if (path !== null) return path
  }
  const weighted = onnxLayers.map(nodeNameOf).find((part) => /(?:Conv|Gemm|MatMul|BiasAdd)\w*$/.test(part))
  return weighted === undefined ? null : scopePath(weighted)
}

function isReformat(part: string): boolean {
  return part.startsWith('Reformatting CopyNode')
}

const ONNX_LAYER = /\[ONNX Layer: ([^\]]*)\]/g
const PROFILE_SUFFIX = /\s*\[profile \d+\]/g
const REFORMAT = /^Reformatting CopyNode for (?:Input|Output) Tensor \d+ to (.*)$/
const FOREIGN = /^\{ForeignNode\[(.*?)\.\.\.(.*)\]\}$/

/**
 * ONNX node names that an engine layer came from: those of its metadata (`[ONNX Layer: a]`, which TensorRT joins by
 * U+001E, newer releases by U+001F), else the parts of its name (`Conv_1 + Relu_2`, `PWN(PWN(Sigmoid_1), Mul_2)`,
 * `{ForeignNode[first...last]}` of which only the ends are known). Parts may also be initializers; a reformat belongs
 * to no node.
 */
export function onnxLayersOf(name: string, metadata: string): string[] {
  const named = Array.from(metadata.matchAll(ONNX_LAYER), ([, layer]) => layer)
  if (named.length > 0) return [...new Set(named)]
  const plain = name.replaceAll(PROFILE_SUFFIX, '')
  if (REFORMAT.test(plain) || plain.startsWith('__my')) return []
  const foreign = FOREIGN.exec(plain)
  if (foreign !== null) return [...partsOf(foreign[1]), ...partsOf(foreign[2])]
  return partsOf(plain)
}

/** The layer that a reformat of TensorRT's own was put before or behind. */
export function reformattedLayer(name: string): string | undefined {
  return REFORMAT.exec(name.replaceAll(PROFILE_SUFFIX, ''))?.[1]
}

function partsOf(name: string): string[] {
  return name
    .split(' + ')
    .flatMap((part) => pointwiseParts(part.trim()))
    .filter((part) => part !== '')
}

function pointwiseParts(part: string): string[] {
  if (!part.startsWith('PWN(')) return [part]
  return part
    .replaceAll(/PWN\(|\)/g, '')
    .split(', ')
    .map((inner) => inner.trim())
}

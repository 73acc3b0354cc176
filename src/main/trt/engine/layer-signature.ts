import { convolutionFacts } from './convolution-facts.ts'
import type { GraphLayer } from './engine-graph.ts'

/**
 * What a layer does, without its name, its precision and its kernel: kind, window, stride, groups, and the shapes that
 * go in first and come out. Equal in engines of one network in different precisions; also where one of them has taken
 * a pool into a convolution, whose own result is then not seen.
 */
export function signatureOf(layer: GraphLayer): string {
  const { kind, fields, inputs, outputs } = layer
  const shape = inputs.at(0)?.dimensions.join('x') ?? ''
  if (kind === 'convolution' || kind === 'matmul') {
    const { outputChannels, groups } = convolutionFacts(layer)
    const window = ['Kernel', 'Stride'].map((name) => textOf(fields[name] ?? fields[`Conv${name}`]))
    return [kind, shape, outputChannels, groups, ...window].join('|')
  }
  const result = outputs.at(0)?.dimensions.join('x') ?? ''
  return [kind, shape, result, textOf(fields['WindowSize']), textOf(fields['PoolingType'])].join('|')
}

function textOf(value: unknown): string {
  return value === undefined ? '' : JSON.stringify(value)
}

import { floatOf, intOf } from '../attributes.ts'
import type { Graph } from '../graph.ts'
import type { Node } from '../node.ts'
import { floatsOf } from '../tensor.ts'
import type { Pass } from './pass.ts'
import { foldableChannels, scaleConvolution, type ChannelAffine } from './scale-convolution.ts'

/**
 * Folds BatchNormalization into the Conv or ConvTranspose before it: w' = w γ/√(σ²+ε), b' = (b − μ) γ/√(σ²+ε) + β.
 * One that follows anything else, or whose convolution is read elsewhere too, stays.
 */
export const foldBatchNorm: Pass = {
  name: 'fold-batch-norm',
  run({ graph }) {
    let changed = false
    for (const node of [...graph.nodes]) if (foldInto(graph, node)) changed = true
    if (changed) graph.prune()
    return { changed }
  },
}

function foldInto(graph: Graph, node: Node): boolean {
  if (!node.is('BatchNormalization') || intOf(node.attributes, 'training_mode', 0) !== 0) return false
  const convolution = node.input(0)?.producer ?? null
  const channels = foldableChannels(graph, convolution, node)
  const affine = affineOf(node)
  const isSpare = node.outputs.slice(1).every((output) => output === null || output.consumers.length === 0)
  if (convolution === null || affine?.scale.length !== channels || !isSpare) return false
  graph.truncateOutputs(node, 1)
  scaleConvolution(graph, convolution, affine)
  graph.bypass(node)
  return true
}

function affineOf(node: Node): ChannelAffine | null {
  const parameters = [1, 2, 3, 4].flatMap((index) => {
    const tensor = node.input(index)?.initializer
    return tensor == null ? [] : [floatsOf(tensor)]
  })
  if (parameters.length !== 4) return null
  const [gamma, beta, mean, variance] = parameters
  const epsilon = floatOf(node.attributes, 'epsilon', 1e-5)
  const scale = Float64Array.from(gamma, (factor, channel) => factor / Math.sqrt(variance[channel] + epsilon))
  return { scale, shift: scale.map((factor, channel) => beta[channel] - mean[channel] * factor) }
}

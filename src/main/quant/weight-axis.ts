import { intOf } from '../onnx/attributes.ts'
import type { Layer } from '../onnx/layers.ts'

/**
 * Axis of a layer's weights that counts output channels, or null for one scale over the whole tensor.
 * Conv 0; ConvTranspose 1, as TensorRT's importer takes it; Gemm by transB; MatMul the last (the one before it where
 * the weights come first). A grouped ConvTranspose gets one scale: its axis 1 has only the channels of one group, and
 * TensorRT asks for a scale for each output channel.
 */
export function weightAxis({ node, weightInput }: Layer, rank: number): number | null {
  if (node.is('Conv')) return 0
  if (node.is('ConvTranspose')) return intOf(node.attributes, 'group', 1) === 1 ? 1 : null
  if (node.is('Gemm')) return intOf(node.attributes, 'transB', 0) === 1 ? 0 : 1
  if (rank < 2) return null
  return weightInput === 1 ? rank - 1 : rank - 2
}

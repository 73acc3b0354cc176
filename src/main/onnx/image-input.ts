import { QuantbenchError } from '../base/errors.ts'
import { declaredShape } from './declared-shape.ts'
import { declaredType } from './element-type-inference.ts'
import { typeName } from './element-types.ts'
import { constantBehind, constantOf } from './constants.ts'
import type { Model } from './model.ts'
import { DataType } from './proto.ts'
import { dimsOf } from './tensor.ts'
import type { Value } from './value.ts'

/** The one input of a detector. Sizes are pixels, null where the model leaves them open. */
export interface ImageInput {
  name: string
  layout: 'NCHW' | 'NHWC'
  batch: number | null
  channels: 1 | 3
  height: number | null
  width: number | null
  type: 'float32' | 'float16' | 'uint8'
}

const TYPES: Partial<Record<number, ImageInput['type']>> = {
  [DataType.FLOAT]: 'float32',
  [DataType.FLOAT16]: 'float16',
  [DataType.UINT8]: 'uint8',
}

/**
 * What a model's input takes: exactly one tensor of four axes, float or uint8, NCHW or NHWC, with 3 or 1 channels.
 * Where the channel axis is left open, the first convolution's weights tell. Throws MODEL_INPUT, saying what was found.
 */
export function imageInput(model: Model): ImageInput {
  const inputs = model.graph.inputs.filter((input) => input.initializer === null)
  const [input] = inputs
  if (inputs.length !== 1) throw notAnImage(inputs, 'exactly one image input')
  const type = TYPES[declaredType(input) ?? 0]
  if (type === undefined) throw notAnImage(inputs, 'an input of float32, float16 or uint8')
  const dims = declaredShape(input)?.map((dim) => (typeof dim === 'number' && dim > 0 ? dim : null))
  if (dims?.length !== 4) throw notAnImage(inputs, 'an image input of four axes')
  const [batch, second, third, fourth] = dims
  const layout = layoutOf(input, second, fourth)
  if (layout === null) throw notAnImage(inputs, 'an image input with 3 or 1 channels')
  const { channels } = layout
  return layout.name === 'NCHW'
    ? { name: input.name, layout: 'NCHW', batch, channels, height: third, width: fourth, type }
    : { name: input.name, layout: 'NHWC', batch, channels, height: second, width: third, type }
}

function isChannels(dim: number | null): dim is 1 | 3 {
  return dim === 1 || dim === 3
}

function layoutOf(
  input: Value,
  second: number | null,
  fourth: number | null,
): { name: ImageInput['layout']; channels: 1 | 3 } | null {
  if (isChannels(second)) return { name: 'NCHW', channels: second }
  if (isChannels(fourth)) return { name: 'NHWC', channels: fourth }
  const taken = second === null ? channelsOfFirstConvolution(input) : null
  return taken === null ? null : { name: 'NCHW', channels: taken }
}

function channelsOfFirstConvolution(input: Value): 1 | 3 | null {
  for (const node of input.consumers) {
    if (!node.is('Conv')) continue
    const weight = constantOf(constantBehind(node.input(1)))
    const channels = weight === null ? null : dimsOf(weight)[1]
    if (isChannels(channels)) return channels
  }
  return null
}

function notAnImage(inputs: readonly Value[], expected: string): QuantbenchError {
  const found = inputs.map((input) => {
    const dims = declaredShape(input)?.map((dim) => dim ?? '?')
    return `${input.name} (${typeName(declaredType(input) ?? 0)}, ${dims === undefined ? 'no shape' : `[${dims.join(', ')}]`})`
  })
  return new QuantbenchError('MODEL_INPUT', `Expected ${expected}, got ${found.join(', ') || 'no input'}`, {
    wayOut: 'Export the detector so that it takes one batch of images, [batch, 3, height, width].',
  })
}

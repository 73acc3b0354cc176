import { intOf, intsOf, textOf, type Attributes } from '../attributes.ts'
import { fromFirst, type Dims, type ShapeRule } from './rule.ts'

/** How a convolution or pooling window slides along the spatial axes. */
interface Window {
  kernel: Dims
  strides: Dims
  dilations: Dims
  /** Padding on both sides together, by axis. */
  padding: Dims
  /** Padding before the image, by axis. */
  before: Dims
  automatic: string
}

function windowOf(attributes: Attributes, kernel: Dims): Window {
  const ones = kernel.map(() => 1)
  const pads = intsOf(attributes, 'pads') ?? kernel.flatMap(() => [0, 0])
  return {
    kernel: intsOf(attributes, 'kernel_shape') ?? kernel,
    strides: intsOf(attributes, 'strides') ?? ones,
    dilations: intsOf(attributes, 'dilations') ?? ones,
    padding: kernel.map((_, axis) => pads[axis] + pads[axis + kernel.length]),
    before: kernel.map((_, axis) => pads[axis]),
    automatic: textOf(attributes, 'auto_pad', 'NOTSET'),
  }
}

function slid(spatial: Dims, window: Window, ceil: boolean): number[] {
  return spatial.map((size, axis) => {
    const { [axis]: stride } = window.strides
    if (window.automatic.startsWith('SAME')) return Math.ceil(size / stride)
    const reach = window.dilations[axis] * (window.kernel[axis] - 1) + 1
    const padding = window.automatic === 'VALID' ? 0 : window.padding[axis]
    const steps = (size + padding - reach) / stride
    if (!ceil) return Math.floor(steps) + 1
    const count = Math.ceil(steps) + 1
    // A window that would start in the padding behind the image is not taken (PyTorch's rule, and ONNX Runtime's).
    return (count - 1) * stride >= size + window.before[axis] ? count - 1 : count
  })
}

const convolution: ShapeRule = ({ node, dims }) => {
  const [input, weight] = [dims(0), dims(1)]
  if (input === null || weight === null || input.length !== weight.length) return [null]
  const window = windowOf(node.attributes, weight.slice(2))
  return [[input[0], weight[0], ...slid(input.slice(2), window, false)]]
}

const transposedConvolution: ShapeRule = ({ node, dims }) => {
  const [input, weight] = [dims(0), dims(1)]
  if (input === null || weight === null || input.length !== weight.length) return [null]
  const { kernel, strides, dilations, padding, automatic } = windowOf(node.attributes, weight.slice(2))
  const extra = intsOf(node.attributes, 'output_padding')
  const asked = intsOf(node.attributes, 'output_shape')
  const spatial = input.slice(2).map((size, axis) => {
    if (asked !== undefined) return asked[axis - kernel.length + asked.length]
    if (automatic.startsWith('SAME')) return size * strides[axis]
    const reach = dilations[axis] * (kernel[axis] - 1) + 1
    return strides[axis] * (size - 1) + (extra?.[axis] ?? 0) + reach - padding[axis]
  })
  return [[input[0], weight[1] * intOf(node.attributes, 'group', 1), ...spatial]]
}

const pool: ShapeRule = ({ node, dims }) => {
  const input = dims(0)
  const kernel = intsOf(node.attributes, 'kernel_shape')
  if (input === null || kernel === undefined) return node.outputs.map(() => null)
  const ceil = intOf(node.attributes, 'ceil_mode', 0) === 1
  const result = [...input.slice(0, 2), ...slid(input.slice(2), windowOf(node.attributes, kernel), ceil)]
  return node.outputs.map(() => result)
}

const globalPool = fromFirst((dims) => dims.map((dim, axis) => (axis < 2 ? dim : 1)))

/** Convolutions and pools. Formulas: onnx.ai/onnx/operators, Conv, ConvTranspose, MaxPool. */
export const WINDOW: Record<string, ShapeRule> = {
  Conv: convolution,
  ConvInteger: convolution,
  DeformConv: convolution,
  QLinearConv: (query) => convolution({ ...query, dims: (index) => query.dims(index === 1 ? 3 : index) }),
  ConvTranspose: transposedConvolution,
  MaxPool: pool,
  AveragePool: pool,
  LpPool: pool,
  GlobalAveragePool: globalPool,
  GlobalMaxPool: globalPool,
  GlobalLpPool: globalPool,
  RoiAlign: ({ node, dims }) => {
    const [input, boxes] = [dims(0), dims(1)]
    if (input === null || boxes === null) return [null]
    const height = intOf(node.attributes, 'output_height', 1)
    return [[boxes[0], input[1], height, intOf(node.attributes, 'output_width', 1)]]
  },
  GridSample: ({ dims }) => {
    const [input, grid] = [dims(0), dims(1)]
    return [input === null || grid === null ? null : [...input.slice(0, 2), ...grid.slice(1, -1)]]
  },
}

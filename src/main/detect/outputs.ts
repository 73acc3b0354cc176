import { QuantbenchError } from '../base/errors.ts'
import { sizeOf, type Tensor } from '../base/tensor.ts'
import type { Outputs } from './family.ts'

/** A shape to check: numbers must be equal, null stands for any size. */
export type ShapePattern = readonly (number | null)[]

/** The output of a name with a shape of the given pattern. Throws MODEL_FAMILY. */
export function outputOf(outputs: Outputs, name: string, pattern: ShapePattern): Tensor {
  const tensor = outputs.get(name)
  if (tensor === undefined) {
    throw mismatch(`Expected an output ${name}, got ${[...outputs.keys()].join(', ') || 'no outputs'}`)
  }
  const fits =
    tensor.dims.length === pattern.length &&
    pattern.every((size, axis) => size === null || size === tensor.dims[axis])
  if (!fits || sizeOf(tensor.dims) !== tensor.data.length) {
    throw mismatch(
      `Expected output ${name} of shape ${shapeText(pattern)}, got ${shapeText(tensor.dims)} with ${tensor.data.length} values`,
    )
  }
  return tensor
}

/** A shape as messages show it, e.g. `[N, 25200, 85]`: an unknown first size is the batch. */
export function shapeText(dims: readonly (number | null)[]): string {
  return `[${dims.map((size, axis) => size ?? (axis === 0 ? 'N' : '?')).join(', ')}]`
}

/** Position of an image's first value. Throws MODEL_FAMILY where the batch is smaller. */
export function startOfImage(tensor: Tensor, image: number): number {
  const [batch] = tensor.dims
  if (image < 0 || image >= batch) throw mismatch(`Expected an image number below ${batch}, got ${image}`)
  return (tensor.data.length / batch) * image
}

function mismatch(message: string): QuantbenchError {
  return new QuantbenchError('MODEL_FAMILY', message, {
    wayOut: 'Name the right family with --family, or export the model again.',
  })
}

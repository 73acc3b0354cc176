/** A dense float32 tensor in row-major order; images and activations are NCHW. */
export interface Tensor {
  readonly data: Float32Array
  readonly dims: readonly number[]
}

/** Number of elements of a shape; 1 for a scalar's empty shape. */
export function sizeOf(dims: readonly number[]): number {
  let size = 1
  for (const dim of dims) size *= dim
  return size
}

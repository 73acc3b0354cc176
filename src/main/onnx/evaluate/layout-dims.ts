import { sizeOf } from '../../base/tensor.ts'
import { frontAxis } from './axes.ts'
import { broadcast } from './broadcast.ts'

type Dims = readonly number[]

/** Shape after Concat; null where the parts do not fit. */
export function concatDims(parts: readonly Dims[], axis: number): number[] | null {
  const [first] = parts
  const result = [...first]
  for (const part of parts.slice(1)) {
    if (part.length !== first.length) return null
    if (part.some((dim, index) => index !== axis && dim !== first[index])) return null
    result[axis] += part[axis]
  }
  return result
}

/** Shape after Reshape: 0 copies the input's dimension (unless zeros are allowed), -1 takes what is left. */
export function reshapeDims(input: Dims, target: Dims, allowZero: boolean): number[] | null {
  const dims = target.map((dim, axis) => (dim === 0 && !allowZero ? input[axis] : dim))
  const open = dims.indexOf(-1)
  const known = sizeOf(dims.filter((_, axis) => axis !== open))
  if (open >= 0) dims[open] = known === 0 ? 0 : sizeOf(input) / known
  return dims.every((dim) => Number.isInteger(dim) && dim >= 0) && sizeOf(dims) === sizeOf(input)
    ? dims
    : null
}

/** Shape after Squeeze; without axes all dimensions of 1 go. */
export function squeezeDims(input: Dims, axes: Dims | undefined): number[] {
  const gone = axes?.map((axis) => frontAxis(axis, input.length))
  return input.filter((dim, axis) => (gone === undefined ? dim !== 1 : !gone.includes(axis)))
}

/** Shape after Unsqueeze. */
export function unsqueezeDims(input: Dims, axes: Dims): number[] {
  const rank = input.length + axes.length
  const result = [...input]
  for (const axis of axes.map((axis) => frontAxis(axis, rank)).sort((a, b) => a - b))
    result.splice(axis, 0, 1)
  return result
}

/** Shape after Expand; null where it does not fit. */
export function expandDims(input: Dims, target: Dims): number[] | null {
  return broadcast(input, target)
}

/** Shape after a reduction over the given axes, all of them where none is given. */
export function reduceDims(input: Dims, axes: Dims, keep: boolean): number[] {
  const gone = new Set(axes.map((axis) => frontAxis(axis, input.length)))
  const isGone = (axis: number) => gone.size === 0 || gone.has(axis)
  return keep ? input.map((dim, axis) => (isGone(axis) ? 1 : dim)) : input.filter((_, axis) => !isGone(axis))
}

/** First element, step and number of elements of a slice along one axis. */
export interface SliceBounds {
  start: number
  step: number
  count: number
}

/** What Slice takes along every axis; ends beyond the tensor are cut off. Null where starts or ends are unknown. */
export function sliceBounds(
  input: Dims,
  starts: Dims | undefined,
  ends: Dims | undefined,
  axes: Dims | undefined,
  steps: Dims | undefined,
): SliceBounds[] | null {
  if (starts === undefined || ends === undefined) return null
  const bounds = input.map((dim) => ({ start: 0, step: 1, count: dim }))
  starts.forEach((from, index) => {
    const axis = frontAxis(axes?.[index] ?? index, input.length)
    bounds[axis] = boundsAlong(input[axis], from, ends[index], steps?.[index] ?? 1)
  })
  return bounds
}

function boundsAlong(dim: number, from: number, to: number, step: number): SliceBounds {
  const [low, high] = step > 0 ? [0, dim] : [-1, dim - 1]
  const inside = (place: number) => Math.min(Math.max(frontAxis(place, dim), low), high)
  const start = Math.min(Math.max(frontAxis(from, dim), 0), step > 0 ? dim : dim - 1)
  return { start, step, count: Math.max(Math.ceil((inside(to) - start) / step), 0) }
}

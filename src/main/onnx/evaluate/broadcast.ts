/** Shape that two shapes broadcast to, NumPy's rule; null where they do not fit. */
export function broadcast(one: readonly number[], other: readonly number[]): number[] | null {
  const rank = Math.max(one.length, other.length)
  const result: number[] = []
  for (let axis = 0; axis < rank; axis++) {
    const a = one[axis - rank + one.length] ?? 1
    const b = other[axis - rank + other.length] ?? 1
    if (a !== b && a !== 1 && b !== 1) return null
    result.push(a === 1 ? b : a)
  }
  return result
}

/** Shape that several shapes broadcast to; null where one is unknown or they do not fit. */
export function broadcastAll(shapes: Iterable<readonly number[] | null>): number[] | null {
  let result: number[] | null = []
  for (const dims of shapes) {
    if (dims === null || result === null) return null
    result = broadcast(result, dims)
  }
  return result
}

/** Steps between neighbours along each axis, row-major. */
export function strides(dims: readonly number[]): number[] {
  const result: number[] = []
  let step = 1
  for (const dim of [...dims].reverse()) {
    result.unshift(step)
    step *= dim
  }
  return result
}

/**
 * Positions in a tensor for every element of `target`, in row-major order, when it moves by `steps[axis]` along each
 * axis of `target` from `start`. With step 0 along the axes that are repeated, this is broadcasting.
 */
export function positions(target: readonly number[], steps: readonly number[], start = 0): number[] {
  let result = [start]
  target.forEach((dim, axis) => {
    result = result.flatMap((position) => Array.from({ length: dim }, (_, i) => position + i * steps[axis]))
  })
  return result
}

/** Positions in a tensor of shape `from` for every element of the shape it is broadcast to. */
export function broadcastPositions(from: readonly number[], target: readonly number[]): number[] {
  const own = strides(from)
  const steps = target.map((_, axis) => {
    const index = axis - target.length + from.length
    return index < 0 || from[index] === 1 ? 0 : own[index]
  })
  return positions(target, steps)
}

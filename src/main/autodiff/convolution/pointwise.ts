import type { Window } from './window.ts'

/** Whether every element of the map sees just the element of the image at its own place. */
export function isPointwise({ kernel, strides, before, image, map }: Window): boolean {
  const single = (list: readonly number[]) => list.every((number) => number === 1)
  return (
    single(kernel) &&
    single(strides) &&
    before.every((count) => count === 0) &&
    image.every((size, axis) => size === map[axis])
  )
}

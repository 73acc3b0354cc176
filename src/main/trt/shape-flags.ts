import { QuantbenchError } from '../base/errors.ts'
import type { InputShapes } from './trtexec-intent.ts'

/** Shapes of the optimization profile that an engine gets. Throws USAGE for shapes out of order. */
export function profileShapeFlags(shapes: readonly InputShapes[]): string[] {
  if (shapes.length === 0) return []
  shapes.forEach(checkShapes)
  return [
    `--minShapes=${specOf(shapes, ({ min }) => min)}`,
    `--optShapes=${specOf(shapes, ({ opt }) => opt)}`,
    `--maxShapes=${specOf(shapes, ({ max }) => max)}`,
  ]
}

/** Shapes to measure with. Throws USAGE for shapes out of order. */
export function measuredShapeFlags(shapes: readonly InputShapes[]): string[] {
  if (shapes.length === 0) return []
  shapes.forEach(checkShapes)
  return [`--shapes=${specOf(shapes, ({ opt, measured }) => measured ?? opt)}`]
}

function specOf(shapes: readonly InputShapes[], of: (shapes: InputShapes) => readonly number[]): string {
  return shapes.map((shape) => `${quotedName(shape.input)}:${of(shape).join('x') || 'scalar'}`).join(',')
}

/** trtexec takes names with a colon or a comma in single quotes. */
function quotedName(name: string): string {
  return /[:,]/.test(name) ? `'${name}'` : name
}

function checkShapes(shapes: InputShapes): void {
  const { input, min, opt, max, measured = opt } = shapes
  const fits = [opt, measured].every(
    (shape) =>
      shape.length === min.length && shape.every((size, axis) => min[axis] <= size && size <= max[axis]),
  )
  const sizes = [...min, ...opt, ...max, ...measured]
  if (fits && max.length === min.length && sizes.every((size) => Number.isInteger(size) && size > 0)) return
  const got = [min, opt, max, measured].map((shape) => shape.join('x')).join(', ')
  throw new QuantbenchError(
    'USAGE',
    `Expected shapes of ${input} with minimum ≤ optimum and measured ≤ maximum, got ${got}`,
    { wayOut: 'Give positive sizes for every axis, the batch included.' },
  )
}

import type { Value } from '../../onnx/value.ts'
import type { Emitter } from '../emitter.ts'
import { gatherWindows, spreadWindows } from './project.ts'
import { isPointwise } from './pointwise.ts'
import { behindOf, reachOf, type Window } from './window.ts'

/** Ways to the gradient of a convolution's input. */
export type InputMethod = 'matmul' | 'turned' | 'transposed'

/**
 * The gradient [N, C, …] of a convolution's input from that of its output [N, O, …] and its weight [O, C / groups, …].
 * `matmul`: 1×1 without groups. `turned`: a convolution with the weight turned by 180°, for stride 1. `transposed`: a
 * transposed convolution, for everything.
 */
export function inputGradient(
  emitter: Emitter,
  upstream: Value,
  weight: Value,
  window: Window,
  group: number,
  method: InputMethod = chooseInputMethod(window, group, emitter.dims(weight)[1] * group),
): Value {
  if (method === 'matmul') return byMatmul(emitter, upstream, weight, window)
  if (method === 'turned') return byTurnedWeight(emitter, upstream, weight, window, group)
  return spreadWindows(emitter, upstream, weight, window, group)
}

/** Below this many input channels the turned weight makes a product of too few rows. */
const NARROW = 8

/** The fastest on the CPU, as `scripts/bench/conv-gradients.ts` measures it; `inputs`: channels of the input. */
export function chooseInputMethod(window: Window, group: number, inputs: number): InputMethod {
  if (isPointwise(window) && group === 1) return 'matmul'
  return canTurn(window) && inputs >= NARROW ? 'turned' : 'transposed'
}

/** Whether a plain convolution can walk back: no element skipped, no padding beyond the window's reach. */
export function canTurn(window: Window): boolean {
  const back = turned(window)
  if (back.strides.some((stride) => stride !== 1)) return false
  return [...back.before, ...behindOf(back)].every((count) => count >= 0)
}

/** The window that goes from the map back to the image at stride 1. */
function turned(window: Window): Window {
  const before = window.before.map((count, axis) => reachOf(window, axis) - 1 - count)
  return { ...window, before, image: window.map, map: window.image }
}

function byMatmul(emitter: Emitter, upstream: Value, weight: Value, { image, map }: Window): Value {
  const [batch, outputs] = emitter.dims(upstream)
  const inputs = emitter.dims(weight)[1]
  const columns = emitter.reshape(upstream, [batch, outputs, map.reduce((size, dim) => size * dim, 1)])
  const matrix = emitter.flip(emitter.reshape(weight, [outputs, inputs]))
  return emitter.reshape(emitter.matmul(matrix, columns), [batch, inputs, ...image])
}

function byTurnedWeight(
  emitter: Emitter,
  upstream: Value,
  weight: Value,
  window: Window,
  group: number,
): Value {
  const [outputs, inputs] = emitter.dims(weight)
  const taps = window.kernel.reduce((size, dim) => size * dim, 1)
  const grouped = emitter.reshape(weight, [group, outputs / group, inputs, taps])
  const exchanged = emitter.transpose(grouped, [0, 2, 1, 3])
  const rows = emitter.reshape(exchanged, [outputs * inputs, taps])
  const back = emitter.reshape(reversed(emitter, rows, taps), [
    inputs * group,
    outputs / group,
    ...window.kernel,
  ])
  return gatherWindows(emitter, upstream, back, turned(window), group)
}

/** Rows back to front, by a permutation matrix: several times faster than Slice or Gather, which copy single elements. */
function reversed(emitter: Emitter, rows: Value, length: number): Value {
  if (length === 1) return rows
  const order = new Float32Array(length * length)
  for (let tap = 0; tap < length; tap++) order[tap * length + length - 1 - tap] = 1
  return emitter.matmul(rows, emitter.floats([length, length], order))
}

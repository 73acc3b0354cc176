import type { Value } from '../../onnx/value.ts'
import type { Emitter } from '../emitter.ts'
import { behindOf, type Window } from './window.ts'

/**
 * What the taps of one column of a two-dimensional window see: [N, C, taps of the column, map height, map width]. The
 * column is taken out of the padded image once, then whole rows of it are copied for each tap.
 */
export function rowsOfTap(emitter: Emitter, image: Value, window: Window, tap: number): Value {
  const { kernel, strides, dilations, map } = window
  const behind = behindOf(window)
  const padded = emitter.pad(
    image,
    [0, 0, ...window.before],
    [0, 0, ...behind.map((count) => Math.max(count, 0))],
  )
  const column = emitter.slice(padded, 3, tap * dilations[1], map[1], strides[1])
  const rows = Array.from({ length: kernel[0] * map[0] }, (_, index) => {
    const [row, place] = [Math.floor(index / map[0]), index % map[0]]
    return row * dilations[0] + place * strides[0]
  })
  const [batch, channels] = emitter.dims(image)
  const dims = [batch, channels, kernel[0], map[0], map[1]]
  return emitter.emit('Gather', [column, emitter.indices([kernel[0], map[0]], rows)], dims, { axis: 2 })
}

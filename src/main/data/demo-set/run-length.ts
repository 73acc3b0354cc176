import type { Bbox } from './bbox.ts'
import type { Canvas } from './canvas.ts'

/** COCO's uncompressed run lengths: numbers of pixels outside, inside, outside …, column after column. */
export interface RunLengths {
  /** [height, width] */
  readonly size: readonly [number, number]
  readonly counts: readonly number[]
}

/** The pixels that a thing owns, all of which lie within its box. */
export function runLengths({ width, height, owners }: Canvas, owner: number, bbox: Bbox): RunLengths {
  const counts: number[] = []
  const first = Math.floor(bbox.left)
  const end = Math.ceil(bbox.right)
  let inside = false
  let run = first * height
  for (let x = first; x < end; x++) {
    for (let at = x; at < owners.length; at += width) {
      if ((owners[at] === owner) !== inside) {
        counts.push(run)
        run = 0
        inside = !inside
      }
      run++
    }
  }
  const rest = (width - end) * height
  if (inside && rest > 0) counts.push(run, rest)
  else counts.push(run + rest)
  return { size: [height, width], counts }
}

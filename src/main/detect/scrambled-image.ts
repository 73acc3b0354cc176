import { seededRandom } from '../base/random.ts'
import type { RgbImage } from '../data/rgb-image.ts'

/** Blocks along the shorter side: small enough that no object survives, large enough that textures do. */
const BLOCKS = 60

/**
 * An image cut into small square blocks that are put together in another order (what does not fill a block stays
 * where it is): the same colours and textures, but no objects. The same image is always scrambled the same way.
 */
export function scrambledImage(image: RgbImage): RgbImage {
  const { width, height } = image
  const side = Math.max(2, Math.round(Math.min(width, height) / BLOCKS))
  const columns = Math.floor(width / side)
  const count = columns * Math.floor(height / side)
  const data = image.data.slice()
  const sources = seededRandom(1).shuffle(Array.from({ length: count }, (_, block) => block))
  sources.forEach((source, target) => {
    for (let line = 0; line < side; line++) {
      const from = 3 * startOf(source, line)
      data.set(image.data.subarray(from, from + 3 * side), 3 * startOf(target, line))
    }
  })
  return { data, width, height }

  /** First pixel of a line of a block. */
  function startOf(block: number, line: number): number {
    const row = Math.floor(block / columns)
    return (row * side + line) * width + (block - row * columns) * side
  }
}

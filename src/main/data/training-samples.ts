import { seededRandom } from '../base/random.ts'
import { drawSample, tilesOf, type SampleDraw } from './augment/sample-draw.ts'
import type { AugmentSettings } from './augment/settings.ts'
import { streamSeed } from './augment/stream-seed.ts'
import type { TrainingOrder } from './training-order.ts'

/** One sample of a batch: what was drawn for it and the images that it is made of. */
export interface TrainingSample {
  readonly draw: SampleDraw
  /** The image whose turn it is. */
  readonly image: number
  /** One image, or the four of a mosaic from the upper left to the lower right. */
  readonly tiles: readonly number[]
}

/** Keeps the samples' random numbers apart from those of the epochs, which take two parts. */
const STREAM = 1

/** The samples of a step: a pure function of the order, the seed, the step and which images are bad. */
export function samplesOf(
  step: number,
  { batch, seed }: { readonly batch: number; readonly seed: number },
  settings: AugmentSettings,
  order: TrainingOrder,
  bad: ReadonlyMap<number, unknown>,
): TrainingSample[] {
  return Array.from({ length: batch }, (_, position) => {
    const random = seededRandom(streamSeed(seed, step, position, STREAM))
    const draw = drawSample(random, settings)
    const place = step * batch + position
    const image = order.at(place, bad)
    if (tilesOf(draw) === 1) return { draw, image, tiles: [image] }
    const others = [1, 2, 3].map(() => order.at(order.placeBeside(place, random.next()), bad))
    return { draw, image, tiles: random.shuffle([image, ...others]) }
  })
}

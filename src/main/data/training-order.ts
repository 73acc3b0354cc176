import { seededRandom } from '../base/random.ts'
import { streamSeed } from './augment/stream-seed.ts'

/** Epochs whose order is remembered: the batches under way span two of them at most, unless they are tiny. */
const REMEMBERED = 2

/**
 * An endless sequence of images: the epochs one after the other, each a permutation of all images in an order of its
 * own, which the seed and the epoch's number determine.
 */
export class TrainingOrder {
  private readonly count: number
  private readonly seed: number
  private readonly epochs = new Map<number, number[]>()

  /** @param count number of images, 1 or more */
  constructor(count: number, seed: number) {
    this.count = count
    this.seed = seed
  }

  /** The image at a place of the sequence; where it is bad, the next one of the same epoch, from the end on to its start. */
  at(place: number, bad: ReadonlyMap<number, unknown>): number {
    const order = this.epoch(Math.floor(place / this.count))
    let within = place % this.count
    for (let passed = 0; passed < this.count && bad.has(order[within]); passed++) {
      within = (within + 1) % this.count
    }
    return order[within]
  }

  /** A place in the same epoch, from a number in [0, 1). */
  placeBeside(place: number, share: number): number {
    return place - (place % this.count) + Math.floor(share * this.count)
  }

  private epoch(epoch: number): number[] {
    const known = this.epochs.get(epoch)
    if (known !== undefined) return known
    const images = Array.from({ length: this.count }, (_, image) => image)
    const order = seededRandom(streamSeed(this.seed, epoch)).shuffle(images)
    if (this.epochs.size >= REMEMBERED) this.epochs.delete(Math.min(...this.epochs.keys()))
    this.epochs.set(epoch, order)
    return order
  }
}

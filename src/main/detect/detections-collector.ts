import type { Detections } from '../data/detections.ts'
import { Float64Column } from '../data/float64-column.ts'
import { toOriginal, type Placement } from '../data/letterbox.ts'
import type { ImageDetections } from './nms.ts'

const round = Math.fround

/** Gathers the detections of a dataset's images as COCO results. */
export class DetectionsCollector {
  /** Detections left out because their class has no category in the dataset. */
  dropped = 0
  private readonly categoryIdOf: Float64Array
  private readonly imageIds = new Float64Column()
  private readonly categoryIds = new Float64Column()
  private readonly boxes = new Float64Column()
  private readonly scores = new Float64Column()

  /** @param categoryIdOf category id by class number, NaN where there is none; see classMapFor */
  constructor(categoryIdOf: Float64Array) {
    this.categoryIdOf = categoryIdOf
  }

  /**
   * Adds what was found in one image. Boxes are mapped back, clipped, and turned into x, y, width, height through
   * their centres in float32, as YOLOv5's val.py writes them.
   */
  add(imageId: number, found: ImageDetections, placed: Placement): void {
    const boxes = toOriginal(found.boxes.subarray(0, 4 * found.count), placed)
    for (let row = 0; row < found.count; row++) {
      const categoryId = this.categoryIdOf[found.classes[row]] ?? NaN
      if (Number.isNaN(categoryId)) {
        this.dropped++
        continue
      }
      this.imageIds.push(imageId)
      this.categoryIds.push(categoryId)
      this.scores.push(found.scores[row])
      this.pushBox(boxes, 4 * row)
    }
  }

  /** Everything added so far, in the order it was added. */
  finish(): Detections {
    return {
      count: this.scores.length,
      imageIds: this.imageIds.toArray(),
      categoryIds: this.categoryIds.toArray(),
      boxes: this.boxes.toArray(),
      scores: this.scores.toArray(),
    }
  }

  private pushBox(corners: Float32Array, at: number): void {
    const width = round(corners[at + 2] - corners[at])
    const height = round(corners[at + 3] - corners[at + 1])
    const centreX = round(round(corners[at] + corners[at + 2]) / 2)
    const centreY = round(round(corners[at + 1] + corners[at + 3]) / 2)
    this.boxes.push(round(centreX - width / 2))
    this.boxes.push(round(centreY - height / 2))
    this.boxes.push(width)
    this.boxes.push(height)
  }
}

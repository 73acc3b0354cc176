/**
 * Boxes that a decoder found worth a look, one row for each pair of box and class, as columns that grow. One
 * instance serves any number of images: `clear` keeps the memory.
 */
export class Candidates {
  count = 0
  /** 4 × count values, [x1, y1, x2, y2] in pixels of the network's input. */
  boxes: Float32Array
  scores: Float32Array
  /** Class index, from 0. */
  classes: Int32Array

  constructor(capacity = 4096) {
    this.boxes = new Float32Array(4 * capacity)
    this.scores = new Float32Array(capacity)
    this.classes = new Int32Array(capacity)
  }

  clear(): void {
    this.count = 0
  }

  push(x1: number, y1: number, x2: number, y2: number, score: number, classIndex: number): void {
    if (this.count === this.scores.length) this.grow()
    const row = this.count++
    this.boxes[4 * row] = x1
    this.boxes[4 * row + 1] = y1
    this.boxes[4 * row + 2] = x2
    this.boxes[4 * row + 3] = y2
    this.scores[row] = score
    this.classes[row] = classIndex
  }

  private grow(): void {
    const capacity = 2 * this.scores.length
    const { boxes, scores, classes } = this
    this.boxes = new Float32Array(4 * capacity)
    this.scores = new Float32Array(capacity)
    this.classes = new Int32Array(capacity)
    this.boxes.set(boxes)
    this.scores.set(scores)
    this.classes.set(classes)
  }
}

import type { Tensor } from '../../src/main/base/tensor.ts'
import { ANCHORS_A_CELL, type Level } from './levels.ts'

/** An object in pixels of the network's input: upper left corner and size, class by index. */
export interface TargetBox {
  readonly label: number
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** What the predictions of a few images are to become; see `assignTargets`. */
export interface Targets {
  /** Rows of the predictions that answer for an object, [capacity]; 0 where there is none. */
  readonly index: Tensor
  /** Their anchors' sizes in cells, [capacity, 2]. */
  readonly anchors: Tensor
  /** Their objects in cells, centre counted from the cell's corner, [capacity, 4]; a unit box where there is none. */
  readonly boxes: Tensor
  /** One-hot, [capacity, classes]. */
  readonly labels: Tensor
  /** 1 for an assignment, 0 for a place that is free, [capacity]. */
  readonly present: Tensor
  /** Assignments, those beyond the capacity not counted. */
  readonly count: number
}

export interface TargetGrid {
  readonly levels: readonly Level[]
  /** Side of the square input in pixels. */
  readonly side: number
  readonly classes: number
  /** Assignments that there is room for. */
  readonly capacity: number
}

/** Objects whose sides differ from an anchor's by more than this factor are not its business. */
const MOST_RATIO = 4

/** Rows of predictions that an image has. */
export function rowsOf({ levels, side }: Pick<TargetGrid, 'levels' | 'side'>): number {
  return levels.reduce((sum, { stride }) => sum + ANCHORS_A_CELL * (side / stride) ** 2, 0)
}

/** What the images of one run have to find, written over by the next one. */
export class TargetWriter {
  readonly targets: Targets
  private readonly grid: TargetGrid
  private count = 0

  constructor(grid: TargetGrid, memory: (dims: readonly number[]) => Tensor) {
    const { capacity, classes } = grid
    this.grid = grid
    const counted = () => this.count
    this.targets = {
      index: memory([capacity]),
      anchors: memory([capacity, 2]),
      boxes: memory([capacity, 4]),
      labels: memory([capacity, classes]),
      present: memory([capacity]),
      get count() {
        return counted()
      },
    }
  }

  /**
   * YOLOv5's static assignment (utils/loss.py, build_targets): an object belongs to every anchor whose sides differ from
   * its own by less than a factor of 4, there to the cell of its centre and to the nearest neighbour across and down. Row
   * of a prediction: levels one after the other, in each the images, anchors, rows and columns.
   */
  write(images: readonly (readonly TargetBox[])[]): Targets {
    const { index, anchors, boxes, labels, present } = this.targets
    for (const { data } of [index, labels, present]) data.fill(0)
    for (const { data } of [anchors, boxes]) data.fill(1)
    this.count = 0
    let firstRow = 0
    for (const level of this.grid.levels) {
      const cells = this.grid.side / level.stride
      images.forEach((objects, image) => {
        const imageRow = firstRow + image * ANCHORS_A_CELL * cells * cells
        for (const object of objects) this.assign(object, level, cells, imageRow)
      })
      firstRow += images.length * ANCHORS_A_CELL * cells * cells
    }
    return this.targets
  }

  private assign(object: TargetBox, level: Level, cells: number, imageRow: number): void {
    const [width, height] = [object.width / level.stride, object.height / level.stride]
    const x = (object.x + object.width / 2) / level.stride
    const y = (object.y + object.height / 2) / level.stride
    level.anchors.forEach((sides, anchor) => {
      const anchorSize = sides.map((side) => side / level.stride)
      const ratios = [width / anchorSize[0], height / anchorSize[1]]
      if (!ratios.every((ratio) => Math.max(ratio, 1 / ratio) < MOST_RATIO)) return
      for (const [column, row] of cellsAt(x, y, cells)) {
        const at = imageRow + (anchor * cells + row) * cells + column
        this.place(at, anchorSize, [x - column, y - row, width, height], object.label)
      }
    })
  }

  private place(row: number, anchor: readonly number[], box: readonly number[], label: number): void {
    const at = this.count
    if (at === this.grid.capacity) return
    const { index, anchors, boxes, labels, present } = this.targets
    index.data[at] = row
    anchors.data.set(anchor, 2 * at)
    boxes.data.set(box, 4 * at)
    labels.data[at * this.grid.classes + label] = 1
    present.data[at] = 1
    this.count++
  }
}

/** The cell of a centre and those of its neighbours whose border lies within half a cell of it. */
function* cellsAt(x: number, y: number, cells: number): Generator<readonly [column: number, row: number]> {
  const clamp = (value: number) => Math.min(Math.max(value, 0), cells - 1)
  const [column, row] = [clamp(Math.floor(x)), clamp(Math.floor(y))]
  yield [column, row]
  const aside = x - column < 0.5 ? column - 1 : column + 1
  const along = y - row < 0.5 ? row - 1 : row + 1
  if (aside >= 0 && aside < cells) yield [aside, row]
  if (along >= 0 && along < cells) yield [column, along]
}

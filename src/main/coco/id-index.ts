/** Dense numbers 0, 1, 2 … for the distinct ids of images or categories, in ascending order of id. */
export class IdIndex {
  /** Distinct ids, ascending. */
  readonly ids: Float64Array
  private readonly positions = new Map<number, number>()
  private lastId = NaN
  private lastPosition = -1

  constructor(ids: Iterable<number>) {
    this.ids = Float64Array.from(new Set(ids)).sort()
    for (let position = 0; position < this.ids.length; position++) {
      this.positions.set(this.ids[position], position)
    }
  }

  get size(): number {
    return this.ids.length
  }

  /** Position of an id, -1 when it is none of them. Rows of one image stand together, so the last answer is kept. */
  of(id: number): number {
    if (id !== this.lastId) {
      this.lastId = id
      this.lastPosition = this.positions.get(id) ?? -1
    }
    return this.lastPosition
  }

  /** Positions of a column of ids. */
  ofAll(ids: Float64Array, count: number): Int32Array {
    const positions = new Int32Array(count)
    for (let row = 0; row < count; row++) positions[row] = this.of(ids[row])
    return positions
  }
}

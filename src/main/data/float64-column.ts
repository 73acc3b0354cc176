/** A column of doubles that grows while a file is read whose number of rows is not known. */
export class Float64Column {
  length = 0
  private values: Float64Array

  constructor(capacity = 1024) {
    this.values = new Float64Array(Math.max(1, capacity))
  }

  push(value: number): void {
    if (this.length === this.values.length) this.grow()
    this.values[this.length++] = value
  }

  /** The rows pushed so far, in memory of just their size. */
  toArray(): Float64Array {
    return this.values.slice(0, this.length)
  }

  private grow(): void {
    const wider = new Float64Array(Math.ceil(this.values.length * 1.5) + 1)
    wider.set(this.values)
    this.values = wider
  }
}

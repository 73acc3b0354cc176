/** Rows ordered by a small integer key, and where the rows of each key begin. */
export interface Grouping {
  readonly rows: Int32Array
  /** Rows of key k are `rows[starts[k]]` to `rows[starts[k + 1] - 1]`. */
  readonly starts: Int32Array
}

/** Stable counting sort of rows by `keys[row]`, which lies in [0, keyCount). */
export function groupByKey(rows: Int32Array, keys: ArrayLike<number>, keyCount: number): Grouping {
  const starts = new Int32Array(keyCount + 1)
  for (let index = 0; index < rows.length; index++) starts[keys[rows[index]] + 1]++
  for (let key = 0; key < keyCount; key++) starts[key + 1] += starts[key]
  const next = starts.slice()
  const sorted = new Int32Array(rows.length)
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]
    sorted[next[keys[row]]++] = row
  }
  return { rows: sorted, starts }
}

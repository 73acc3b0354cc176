import type { Bins } from '../../quantization/amax-error.ts'

/** Share of all values in each of `columns` equal parts of [0, high]; within a bin values count as evenly spread. */
export function columnShares({ width, counts }: Bins, high: number, columns: number): number[] {
  const cumulative = new Float64Array(counts.length + 1)
  for (let bin = 0; bin < counts.length; bin++) cumulative[bin + 1] = cumulative[bin] + counts[bin]
  const total = cumulative[counts.length] || 1
  const upTo = (x: number) => {
    const place = Math.min(counts.length, Math.max(0, x / width))
    const bin = Math.min(counts.length - 1, Math.floor(place))
    return cumulative[bin] + (place - bin) * counts[bin]
  }
  return Array.from({ length: columns }, (_, index) => {
    const [from, to] = [(index / columns) * high, ((index + 1) / columns) * high]
    return (upTo(to) - upTo(from)) / total
  })
}

/** Steps over the columns down to `bottom`, as the `d` of a path. */
export function stepsPath(heights: readonly number[], left: number, right: number, bottom: number): string {
  const column = (right - left) / heights.length
  const steps = heights.map((y, index) => {
    const x = left + index * column
    return `V${y.toFixed(1)}H${(x + column).toFixed(1)}`
  })
  return `M${left},${bottom}${steps.join('')}V${bottom}Z`
}

/** `count` evenly spaced values from start to stop, both included, rounded exactly as numpy.linspace rounds them. */
export function linspace(start: number, stop: number, count: number): Float64Array {
  const step = (stop - start) / (count - 1)
  const values = Float64Array.from({ length: count }, (_, index) => index * step + start)
  values[count - 1] = stop
  return values
}

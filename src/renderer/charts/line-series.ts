import type { Precision } from '../theme/precision.ts'

/** A line of a chart; in the colour of a precision where it stands for one. */
export interface LineSeries {
  name: string
  points: readonly (readonly [number, number | null])[]
  precision?: Precision
}

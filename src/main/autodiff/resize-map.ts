import { textOf, type Attributes } from '../onnx/attributes.ts'
import { axisMap, type AxisMap } from './along-axis.ts'

/** One axis of a Resize: sizes before and after, and the factor that coordinates are divided by. */
export interface ResizedAxis {
  readonly from: number
  readonly to: number
  readonly scale: number
}

type Coordinate = (place: number, axis: ResizedAxis) => number

const halfPixel: Coordinate = (place, { scale }) => (place + 0.5) / scale - 0.5

/** Where an output element lies on the input: onnx.ai, Resize, coordinate_transformation_mode. */
const COORDINATES: Partial<Record<string, Coordinate>> = {
  half_pixel: halfPixel,
  half_pixel_symmetric: (place, axis) => {
    const { from, to, scale } = axis
    return (from / 2) * (1 - to / (scale * from)) + halfPixel(place, axis)
  },
  pytorch_half_pixel: (place, axis) => (axis.to > 1 ? halfPixel(place, axis) : 0),
  align_corners: (place, { from, to }) => (to === 1 ? 0 : (place * (from - 1)) / (to - 1)),
  asymmetric: (place, { scale }) => place / scale,
}

const ROUNDINGS: Partial<Record<string, (coordinate: number) => number>> = {
  round_prefer_floor: (coordinate) => Math.ceil(coordinate - 0.5),
  round_prefer_ceil: (coordinate) => Math.floor(coordinate + 0.5),
  floor: Math.floor,
  ceil: Math.ceil,
}

/** What Resize does along one axis, as a linear map; null for modes that are not covered (cubic, cropping). */
export function resizeMap(attributes: Attributes, axis: ResizedAxis): AxisMap | null {
  const coordinate = COORDINATES[textOf(attributes, 'coordinate_transformation_mode', 'half_pixel')]
  const mode = textOf(attributes, 'mode', 'nearest')
  if (coordinate === undefined) return null
  const inside = (place: number) => Math.min(Math.max(place, 0), axis.from - 1)
  if (mode === 'nearest') {
    const round = ROUNDINGS[textOf(attributes, 'nearest_mode', 'round_prefer_floor')]
    if (round === undefined) return null
    return axisMap(axis.to, axis.from, (row) => [[inside(round(coordinate(row, axis))), 1]])
  }
  if (mode !== 'linear') return null
  return axisMap(axis.to, axis.from, (row) => {
    const place = inside(coordinate(row, axis))
    const below = Math.floor(place)
    return [
      [below, 1 - (place - below)],
      [inside(below + 1), place - below],
    ]
  })
}

/** How many neighbouring output elements copy each input element; null where the map does not just repeat. */
export function repeatsOf({ rows, columns, weights }: AxisMap): number | null {
  const factor = rows / columns
  if (!Number.isInteger(factor)) return null
  for (let row = 0; row < rows; row++) {
    if (weights[row * columns + Math.floor(row / factor)] !== 1) return null
  }
  return factor
}

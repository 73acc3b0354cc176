import type { ThemeName } from '../../theme/tokens.ts'

export const CALIBRATORS = ['max', 'percentile', 'mse', 'entropy'] as const
export type Calibrator = (typeof CALIBRATORS)[number]

/** Colours of the calibrators, told apart by colour-blind eyes and none of them that of a precision. */
export const CALIBRATOR_COLOURS: Record<ThemeName, Record<Calibrator, string>> = {
  light: { max: '#5d6671', percentile: '#0a7ea4', mse: '#b3470b', entropy: '#8a3fa0' },
  dark: { max: '#a5adb8', percentile: '#5cc8ec', mse: '#ff9a5c', entropy: '#d39be6' },
}

/** Dashes, so that lines are told apart without colours. */
export const CALIBRATOR_DASHES: Record<Calibrator, string> = {
  max: '1 3',
  percentile: '8 3',
  mse: '4 3',
  entropy: '8 3 2 3',
}

/** A vertical line at an amax. */
export interface AmaxMark {
  id: string
  label: string
  amax: number
  colour: string
  dash?: string
  strong?: boolean
}

/** A mark with the place of its label. */
export interface PlacedMark extends AmaxMark {
  x: number
  row: number
  anchor: 'start' | 'end'
}

const GAP = 10
const CHARACTER = 6.7
const OFFSET = 5

/** Labels in as few rows as they fit in beside each other; those that reach beyond `right` stand left of their line. */
export function placeMarks(
  marks: readonly AmaxMark[],
  xOf: (amax: number) => number,
  right: number,
): PlacedMark[] {
  const ends: [from: number, to: number][][] = []
  const sorted = marks.map((mark) => ({ ...mark, x: xOf(mark.amax) })).toSorted((a, b) => a.x - b.x)
  return sorted.map((mark) => {
    const length = mark.label.length * CHARACTER
    const anchor = mark.x + OFFSET + length > right ? ('end' as const) : ('start' as const)
    const from = anchor === 'start' ? mark.x + OFFSET : mark.x - OFFSET - length
    const to = from + length + GAP
    const free = ends.findIndex((taken) => taken.every(([left, end]) => to <= left || from >= end))
    const row = free < 0 ? ends.length : free
    ;(ends[row] ??= []).push([Math.min(from, mark.x - 1), to])
    return { ...mark, row, anchor }
  })
}

import { isAbsent } from '../../../runs/metric-direction.ts'

/** Digits after the point that a unit's figures support. */
const DIGITS: Readonly<Record<string, number>> = { ms: 2, s: 2, FPS: 1, fps: 1, MB: 2, dB: 2 }

/** A figure with the digits that it supports; a dash where it is not defined. */
export function figureText(name: string, unit: string, value: number | undefined): string {
  if (value === undefined || isAbsent(name, value)) return '–'
  return plain(value, unit)
}

/** A difference of two figures, with its sign. */
export function differenceText(unit: string, value: number): string {
  const text = plain(Math.abs(value), unit)
  if (Number(text) === 0) return '±0'
  return `${value > 0 ? '+' : '-'}${text}`
}

function plain(value: number, unit: string): string {
  const digits = DIGITS[unit]
  if (digits !== undefined) return value.toFixed(digits)
  if (Number.isInteger(value)) return String(value)
  const size = Math.abs(value)
  if (size >= 1000) return value.toFixed(0)
  return size < 0.001 ? value.toPrecision(2) : value.toFixed(4)
}

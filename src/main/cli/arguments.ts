import { InvalidArgumentError } from 'commander'

/** A parser of whole numbers from `least` up. */
export function integerOption(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!/^\d+$/.test(text) || value < least)
      throw new InvalidArgumentError(`Expected a whole number from ${least} up.`)
    return value
  }
}

/** A parser of numbers within [least, most]. */
export function numberOption(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() === '' || !(value >= least && value <= most)) {
      throw new InvalidArgumentError(`Expected a number from ${least} to ${most}.`)
    }
    return value
  }
}

/** `640` or `480x640` (height × width). */
export function sizeOption(text: string): { height: number; width: number } {
  const match = /^(\d+)(?:x(\d+))?$/.exec(text)
  if (match === null)
    throw new InvalidArgumentError('Expected a size such as 640 or 480x640 (height x width).')
  const height = Number(match[1])
  return { height, width: match[2] === undefined ? height : Number(match[2]) }
}

/** Collects a repeatable text option. */
export function collect(text: string, previous: string[] = []): string[] {
  return [...previous, text]
}

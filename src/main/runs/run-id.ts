import { randomInt } from 'node:crypto'

/** Crockford's base 32: without i, l, o and u, which are easily misread. */
const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz'

function base32(value: number, length: number): string {
  let text = ''
  for (let rest = value; text.length < length; rest = Math.floor(rest / 32)) text = DIGITS[rest % 32] + text
  return text
}

let lastTime = 0

/**
 * A new run id as `1k3w9zt0a-7xk2`: milliseconds since 1970, then 20 random bits. Ids sort by creation; within a
 * process strictly so, even when the clock is set back.
 */
export function newRunId(now: number = Date.now()): string {
  lastTime = Math.max(now, lastTime + 1)
  return `${base32(lastTime, 9)}-${base32(randomInt(32 ** 4), 4)}`
}

/** An id as a person typed it: any case, and the letters that Crockford's digits replace. */
export function normaliseRunId(text: string): string {
  return text.trim().toLowerCase().replaceAll('o', '0').replaceAll(/[il]/g, '1')
}

import { expect, it } from 'vitest'
import { CrashCount } from '../../../src/main/shell/crash-count.ts'

it('three crashes in five minutes are borne, a fourth is not', () => {
  const crashes = new CrashCount()
  for (const minute of [0, 1, 2]) crashes.add(minute * 60_000)
  expect(crashes.isTooMany).toBe(false)
  crashes.add(3 * 60_000)
  expect(crashes.isTooMany).toBe(true)
})

it('crashes far apart never add up', () => {
  const crashes = new CrashCount()
  for (let hour = 0; hour < 10; hour++) crashes.add(hour * 3_600_000)
  expect(crashes.isTooMany).toBe(false)
})

it('a new try starts from nothing', () => {
  const crashes = new CrashCount()
  for (let index = 0; index < 4; index++) crashes.add(index)
  crashes.reset()
  expect(crashes.isTooMany).toBe(false)
})

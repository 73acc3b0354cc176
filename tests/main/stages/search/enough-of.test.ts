import { describe, expect, it } from 'vitest'
import { enoughOf } from '../../../../src/main/stages/search/enough-of.ts'

const ALPHABET = [...'abcdefghijklmnopqrstuvwxyz']

async function search(order: readonly string[], isEnough: (part: readonly string[]) => boolean) {
  const asked: string[] = []
  const found = await enoughOf(order, (part) => {
    asked.push(part.join(''))
    return Promise.resolve(isEnough(part))
  })
  return { found: found?.join('') ?? null, asked }
}

const needs = (needed: string) => (part: readonly string[]) =>
  [...needed].every((item) => part.includes(item))

describe('enoughOf', () => {
  it('takes the shortest prefix where the order is right', async () => {
    expect((await search(ALPHABET, needs('abc'))).found?.split('').toSorted().join('')).toBe('abc')
    expect((await search(ALPHABET, needs(''))).found).toBe('')
  })

  it('finds what the order ranked far too low, and spares what lies between', async () => {
    const { found, asked } = await search(ALPHABET, needs('acx'))
    expect(found).toBe('xca')
    expect(asked.length).toBeLessThan(24)
  })

  it('is always enough, for every pair of needed ones', async () => {
    const order = ALPHABET.slice(0, 9)
    for (const one of order.slice(0, -1)) {
      for (const other of order.slice(0, -1)) {
        const { found } = await search(order, needs(one + other))
        expect(needs(one + other)([...(found ?? '')])).toBe(true)
      }
    }
  })

  it('is enough where more is not always better', async () => {
    const isEnough = (part: readonly string[]) =>
      part.includes('t') && (!part.includes('s') || part.length > 19) && part.length > 2
    const { found, asked } = await search(ALPHABET, isEnough)
    expect(isEnough([...(found ?? '')])).toBe(true)
    expect(asked).toContain(found)
  })

  it('gives up when all but the last are not enough', async () => {
    expect((await search(ALPHABET, needs('z'))).found).toBeNull()
  })
})

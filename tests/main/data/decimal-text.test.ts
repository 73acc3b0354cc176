import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../src/main/base/random.ts'
import { DecimalText } from '../../../src/main/data/decimal-text.ts'

function textOf(write: (text: DecimalText) => void): string {
  const text = new DecimalText(4)
  write(text)
  return Buffer.from(text.take()).toString()
}

describe('DecimalText', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [1, '1'],
    [-2.5, '-2.5'],
    [Math.fround(0.1), '0.1'],
    [Math.fround(382.267), '382.267'],
    [Math.fround(1 / 3), '0.33333334'],
    [16777216, '16777216'],
    [123456789, '123456789'],
    [Math.fround(1e15), '1000000000000000'],
    [Math.fround(1e-7), '0.0000001'],
    [Math.fround(1e-20), '1e-20'],
    [Math.fround(3.4e38), '3.4e+38'],
    [1.401298464324817e-45, '1e-45'],
  ])('writes the float32 %f with as few digits as can be', (value, expected) => {
    const written = textOf((text) => text.float32(value))
    expect(Math.fround(Number(written))).toBe(Math.fround(value) + 0)
    expect(written).toBe(expected)
  })

  it('gives back random float32 values of every size', () => {
    const random = seededRandom(6)
    for (let round = 0; round < 20_000; round++) {
      const value = Math.fround((random.next() - 0.5) * 10 ** (random.integer(60) - 30))
      const written = textOf((text) => text.float32(value))
      expect(Math.fround(Number(written)), written).toBe(value)
      expect(
        written
          .replaceAll(/e.*|[-.]/g, '')
          .replace(/^0+/, '')
          .replace(/0+$/, '').length,
      ).toBeLessThanOrEqual(9)
    }
  })

  it('writes doubles as String does', () => {
    const random = seededRandom(7)
    const values = [0, 5, -17, 999_999_999, 1e9, 581_929, 2 ** 53, 1e300, -0.25]
    for (let round = 0; round < 2000; round++) values.push(random.normal() * 10 ** random.integer(12))
    for (const value of values) expect(textOf((text) => text.double(value))).toBe(String(value))
  })

  it.each([
    [1.23456, 3, '1.235'],
    [-1.5, 0, '-2'],
    [73.76, 3, '73.76'],
    [100, 3, '100'],
    [-0.0001, 3, '0'],
    [0.999999, 5, '1'],
    [1234567890.125, 2, '1234567890.13'],
    [1e300, 3, '1e+300'],
  ])('rounds %f to %i digits', (value, digits, expected) => {
    expect(textOf((text) => text.rounded(value, digits))).toBe(expected)
  })

  it('grows as needed and starts afresh after take', () => {
    const text = new DecimalText(2)
    text.ascii('abcdef')
    text.double(12)
    expect(Buffer.from(text.take()).toString()).toBe('abcdef12')
    text.ascii('x')
    expect(Buffer.from(text.take()).toString()).toBe('x')
  })
})

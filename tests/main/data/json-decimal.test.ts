import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../src/main/base/random.ts'
import { decimalValue, numberEnd } from '../../../src/main/data/json-decimal.ts'

function valueOf(text: string): number {
  return decimalValue(Buffer.from(`${text},`), 0, text.length)
}

describe('decimalValue', () => {
  it.each([
    ['0', 0],
    ['-0', -0],
    ['12', 12],
    ['382.267', 382.267],
    ['-0.000123', -0.000123],
    ['1e5', 1e5],
    ['1.5E+3', 1500],
    ['25e-1', 2.5],
    ['0.1', 0.1],
    ['9007199254740993', 9007199254740992],
    ['9007199254740991', 9007199254740991],
    ['1e22', 1e22],
    ['1e23', 1e23],
    ['123456789012345678901234567890', 1.2345678901234568e29],
    ['2.2250738585072011e-308', 2.225073858507201e-308],
    ['5e-324', 5e-324],
    ['1e-400', 0],
    ['1e400', Infinity],
    ['0e999999999999', 0],
    ['0.8324599862098694', 0.8324599862098694],
  ])('reads %s', (text, value) => {
    expect(valueOf(text)).toBe(value)
  })

  it('equals Number() on random decimals of every length', () => {
    const random = seededRandom(1)
    const digits = (count: number): string =>
      Array.from({ length: count }, () => String(random.integer(10))).join('')
    for (let round = 0; round < 20_000; round++) {
      const whole = random.integer(3) === 0 ? '0' : `${1 + random.integer(9)}${digits(random.integer(18))}`
      const fraction = random.integer(4) === 0 ? '' : `.${digits(1 + random.integer(20))}`
      const exponent = random.integer(4) === 0 ? `e${random.integer(60) - 30}` : ''
      const text = `${random.integer(2) === 0 ? '-' : ''}${whole}${fraction}${exponent}`
      expect(valueOf(text), text).toBe(Number(text))
    }
  })

  it('equals Number() on doubles and float32 values written out', () => {
    const random = seededRandom(2)
    for (let round = 0; round < 20_000; round++) {
      const value = (random.next() - 0.5) * 10 ** (random.integer(40) - 20)
      expect(valueOf(String(value))).toBe(value)
      expect(valueOf(String(Math.fround(value)))).toBe(Math.fround(value))
    }
  })
})

describe('numberEnd', () => {
  it.each(['0', '-0', '10', '0.5', '1e5', '1E-05', '-12.50e+7'])('takes all of %s', (text) => {
    expect(numberEnd(Buffer.from(`${text}]`), 0)).toBe(text.length)
  })

  it('stops where the grammar stops', () => {
    expect(numberEnd(Buffer.from('01,'), 0)).toBe(1)
    expect(numberEnd(Buffer.from('1.2.3,'), 0)).toBe(3)
  })

  it.each([
    ['-,', 1],
    ['.5,', 0],
    ['1.,', 2],
    ['1.e5,', 2],
    ['1e,', 2],
    ['1e+,', 3],
    ['+1,', 0],
    ['-Infinity,', 1],
  ])('names the byte that breaks %s', (text, at) => {
    expect(numberEnd(Buffer.from(text), 0)).toBe(~at)
  })
})

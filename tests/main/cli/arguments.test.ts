import { InvalidArgumentError } from 'commander'
import { describe, expect, it } from 'vitest'
import { collect, integerOption, numberOption, sizeOption } from '../../../src/main/cli/arguments.ts'

describe('integerOption', () => {
  it('takes whole numbers from the least up', () => {
    expect(integerOption(1)('1')).toBe(1)
    expect(integerOption(0)('0640')).toBe(640)
  })

  it.each(['0', '-1', '1.5', '', ' ', '1e3', 'x', '٣'])('refuses %j', (text) => {
    expect(() => integerOption(1)(text)).toThrow(InvalidArgumentError)
  })
})

describe('numberOption', () => {
  it('takes numbers within its bounds, both included', () => {
    expect(['0', '1', '0.5', '1e-3'].map(numberOption(0, 1))).toEqual([0, 1, 0.5, 0.001])
  })

  it.each(['-0.1', '1.01', 'NaN', '', '  ', 'half'])('refuses %j', (text) => {
    expect(() => numberOption(0, 1)(text)).toThrow('Expected a number from 0 to 1.')
  })
})

describe('sizeOption', () => {
  it('takes one side for both, or height and width', () => {
    expect(sizeOption('640')).toEqual({ height: 640, width: 640 })
    expect(sizeOption('480x640')).toEqual({ height: 480, width: 640 })
  })

  it.each(['', '640x', 'x640', '640X480', '640x480x3', '64.5'])('refuses %j', (text) => {
    expect(() => sizeOption(text)).toThrow(InvalidArgumentError)
  })
})

describe('collect', () => {
  it('gathers what is given again and again without changing what was there', () => {
    const first = collect('a')
    expect(collect('b', first)).toEqual(['a', 'b'])
    expect(first).toEqual(['a'])
  })
})

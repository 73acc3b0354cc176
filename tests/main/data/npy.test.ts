import { describe, expect, it } from 'vitest'
import { isNpy, readNpyHeader } from '../../../src/main/data/npy.ts'
import { npyBytes } from './npy-file.ts'

const header = (description: string, version = 1) =>
  readNpyHeader(npyBytes(description, new Uint8Array(), version))

describe('readNpyHeader', () => {
  it('reads type, shape and the place of the values', () => {
    const description = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"
    expect(header(description)).toEqual({ itemBytes: 4, shape: [2, 3], dataOffset: 128 })
    expect(header(description, 2)).toEqual({ itemBytes: 4, shape: [2, 3], dataOffset: 128 })
    expect(header(description, 3)).toMatchObject({ shape: [2, 3] })
  })

  it.each([
    ['()', []],
    ['(5,)', [5]],
    ['(1,2,3)', [1, 2, 3]],
  ])('the shape %s', (text, shape) => {
    expect(header(`{'descr': '<f8', 'fortran_order': False, 'shape': ${text}}`)).toMatchObject({
      itemBytes: 8,
      shape,
    })
  })

  it.each([
    [
      "{'descr': '<f2', 'fortran_order': False, 'shape': (1,)}",
      'expected values of type <f4 or <f8, got <f2',
    ],
    ["{'descr': '>f4', 'fortran_order': False, 'shape': (1,)}", 'got >f4'],
    ["{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,)}", 'got a structured type'],
    [
      "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 2)}",
      'expected values in C order, got Fortran order',
    ],
    ["{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}", 'expected a shape'],
    ["{'descr': '<f4', 'fortran_order': False}", 'expected a shape'],
  ])('says what is wrong with %s', (description, message) => {
    expect(header(description)).toContain(message)
  })

  it('says where the header is cut off or of another version', () => {
    const whole = npyBytes("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}", new Uint8Array())
    expect(readNpyHeader(whole.subarray(0, 8))).toContain('got a file of 8 bytes')
    expect(readNpyHeader(whole.subarray(0, 100))).toContain('ends in it')
    expect(header('{}', 9)).toBe('expected .npy version 1 to 3, got 9')
  })
})

describe('isNpy', () => {
  it('goes by how a file begins', () => {
    expect(isNpy(npyBytes('{}', new Uint8Array()))).toBe(true)
    expect(isNpy(new Uint8Array([0x93, 0x4e]))).toBe(false)
    expect(isNpy(new Uint8Array())).toBe(false)
  })
})

import { describe, expect, it } from 'vitest'
import { axisMap, isIdentity } from '../../../src/main/autodiff/along-axis.ts'
import { repeatsOf, resizeMap } from '../../../src/main/autodiff/resize-map.ts'
import { attribute } from '../../../src/main/onnx/attributes.ts'

function attributes(texts: Record<string, string>) {
  return new Map(Object.entries(texts).map(([name, text]) => [name, attribute(name, text)]))
}

describe('resizeMap', () => {
  it('repeats pixels for an integer factor', () => {
    const nearest = { coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' }
    const map = resizeMap(attributes(nearest), { from: 2, to: 4, scale: 2 })
    expect(Array.from(map?.weights ?? [])).toEqual([1, 0, 1, 0, 0, 1, 0, 1])
    expect(map && repeatsOf(map)).toBe(2)
  })

  it('mixes neighbours in linear mode', () => {
    const map = resizeMap(attributes({ mode: 'linear' }), { from: 2, to: 4, scale: 2 })
    expect(Array.from(map?.weights ?? [])).toEqual([1, 0, 0.75, 0.25, 0.25, 0.75, 0, 1])
    expect(map && repeatsOf(map)).toBeNull()
  })

  it('is null for modes that are not covered', () => {
    const axis = { from: 2, to: 4, scale: 2 }
    expect(resizeMap(attributes({ mode: 'cubic' }), axis)).toBeNull()
    expect(resizeMap(attributes({ nearest_mode: 'other' }), axis)).toBeNull()
    expect(resizeMap(attributes({ coordinate_transformation_mode: 'tf_crop_and_resize' }), axis)).toBeNull()
  })
})

describe('axis maps', () => {
  it('adds up what one place gets twice', () => {
    const map = axisMap(1, 2, () => [
      [1, 0.5],
      [1, 0.25],
    ])
    expect(Array.from(map.weights)).toEqual([0, 0.75])
  })

  it('tells the identity', () => {
    expect(isIdentity(axisMap(3, 3, (row) => [[row, 1]]))).toBe(true)
    expect(isIdentity(axisMap(3, 3, (row) => [[2 - row, 1]]))).toBe(false)
    expect(isIdentity(axisMap(2, 3, (row) => [[row, 1]]))).toBe(false)
  })

  it('does not take a fractional factor for repetition', () => {
    expect(repeatsOf(axisMap(3, 2, (row) => [[row >> 1, 1]]))).toBeNull()
  })
})

import { describe, expect, it } from 'vitest'
import { nanodet } from '../../../../src/main/detect/families/nanodet.ts'
import { decoded, signatureFrom, tensorOfRows } from '../signature-from.ts'

/** A side's distribution with all its weight on one distance, or half on each of two. */
function onDistances(...distances: number[]): number[] {
  return Array.from({ length: 8 }, (_, distance) => (distances.includes(distance) ? 50 : -50))
}

const size = { width: 64, height: 64 }
const sides = [...onDistances(1), ...onDistances(0, 1), ...onDistances(2), ...onDistances(3)]

describe('nanodet', () => {
  it('takes distances from the corners of the cells with four levels (NanoDet-Plus)', () => {
    // 64 + 16 + 4 + 1 cells; cell 64 + 6 is stride 16, column 2, row 1.
    const output = tensorOfRows([1, 85, 34], { 70: [0.6, 0.05, ...sides] })
    const recognition = nanodet.recognise(signatureFrom({ output: [1, 85, 34] }, size))
    expect(recognition?.classes).toBe(2)
    // Point (32, 16): left 1 · 16, top 0.5 · 16, right 2 · 16, bottom 3 · 16, cut off at the border.
    expect(decoded(recognition, { output }, size)).toEqual([{ box: [16, 8, 64, 64], score: 0.6, class: 0 }])
  })

  it('takes distances from the centres of the cells with three levels (NanoDet)', () => {
    const output = tensorOfRows([1, 84, 34], { 70: [0.6, 0.05, ...sides] })
    const recognition = nanodet.recognise(signatureFrom({ output: [1, 84, 34] }, size))
    expect(decoded(recognition, { output }, size)).toEqual([{ box: [24, 16, 64, 64], score: 0.6, class: 0 }])
  })

  it.each([
    { side: 320, cells: 2125 },
    { side: 416, cells: 3598 },
  ])('knows the $cells cells of $side pixels, levels rounded up', ({ side, cells }) => {
    const signature = signatureFrom({ output: [1, cells, 112] }, { width: side, height: side })
    expect(nanodet.recognise(signature)).toMatchObject({ classes: 80, score: 0.8 + 0.05 })
  })

  it('takes the number of distances from the class names', () => {
    const bins17 = signatureFrom({ output: [1, 84, 71] }, { ...size, classNames: ['a', 'b', 'c'] })
    const recognition = nanodet.recognise(bins17)
    expect(recognition?.classes).toBe(3)
    expect(recognition?.reason).toContain('4 distributions of 17 values')
  })

  it('is likely where a trial image gave probabilities and distributions, doubtful where it did not', () => {
    const background = [0, 0, ...sides]
    const typical = tensorOfRows([1, 85, 34], {}, background)
    expect(nanodet.recognise(signatureFrom({ output: typical }, size))?.score).toBe(0.8)
    const pixels = tensorOfRows([1, 85, 34], {}, [30, 30, ...sides])
    expect(nanodet.recognise(signatureFrom({ output: pixels }, size))?.score).toBe(0.2)
    const named = { ...size, identifiers: ['head.gfl_cls.0.weight'] }
    expect(nanodet.recognise(signatureFrom({ output: [1, 85, 34] }, named))?.score).toBe(0.95)
  })

  it('leaves outputs without room for distributions to other families', () => {
    for (const output of [
      [1, 85, 32],
      [1, 34, 85],
      [1, 300, 34],
    ])
      expect(nanodet.recognise(signatureFrom({ output }, size))).toBeNull()
  })
})

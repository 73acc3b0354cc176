import { describe, expect, it } from 'vitest'
import { batchedRows } from '../../../../src/main/detect/families/batched-rows.ts'
import { decoded, signatureFrom, tensorOfRows } from '../signature-from.ts'

describe('batchedRows', () => {
  it('reads image, corners, class and score', () => {
    const output = tensorOfRows([3, 7], {
      0: [0, 1, 2, 3, 4, 5, 0.9],
      1: [1, 10, 20, 30, 40, 2, 0.8],
      2: [1, 10, 20, 30, 40, 2, 0.05],
    })
    const recognition = batchedRows.recognise(signatureFrom({ output: [null, 7] }))
    expect(recognition?.score).toBe(0.95)
    expect(decoded(recognition, { output })).toEqual([{ box: [1, 2, 3, 4], score: 0.9, class: 5 }])
    expect(decoded(recognition, { output }, { image: 1 })).toEqual([
      { box: [10, 20, 30, 40], score: 0.8, class: 2 },
    ])
    expect(decoded(recognition, { output: tensorOfRows([0, 7], {}) })).toEqual([])
  })

  it('leaves other outputs alone and refuses other shapes', () => {
    expect(batchedRows.recognise(signatureFrom({ output: [1, 300, 7] }))).toBeNull()
    const recognition = batchedRows.recognise(signatureFrom({ output: [null, 7] }))
    expect(() => decoded(recognition, { output: tensorOfRows([3, 6], {}) })).toThrow(/of shape \[N, 7\]/)
  })
})

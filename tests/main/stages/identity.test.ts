import { describe, expect, it } from 'vitest'
import { differences, identityFrom } from '../../../src/main/stages/identity.ts'

const HASHES = ['a', 'b'].map((digit) => digit.repeat(64))

describe('differences', () => {
  it('names each part that differs, with what it was and is, and hashes by their beginning', () => {
    const [before, now] = [
      identityFrom({ model: HASHES[0], nms: { iou: 0.65, agnostic: false }, only: [1, 2], gone: 1 }),
      identityFrom({ model: HASHES[1], nms: { iou: 0.5, agnostic: false }, only: [1, 3], come: null }),
    ]
    expect(differences(before, now)).toBe(
      'model was aaaaaaaaaaaa…, is bbbbbbbbbbbb…; nms.iou was 0.65, is 0.5; only was [1,2], is [1,3]; ' +
        'gone was 1, is absent; come was absent, is null',
    )
  })

  it('finds none between equal parts in another order, and one between versions', () => {
    const parts = { a: 1, b: { c: 'text' } }
    const same = identityFrom({ b: { c: 'text' }, a: 1 })
    expect(differences(identityFrom(parts), same)).toBe('')
    expect(differences({ ...same, version: '0.0.0' }, same)).toMatch(/^version was 0\.0\.0, is \d/)
  })
})

import { describe, expect, it } from 'vitest'
import { closeUp } from '../../../src/renderer/i18n/close-up.ts'

describe('closeUp', () => {
  it('leaves spaces around Latin words and figures alone', () => {
    expect(closeUp('保持浮点后，一致性 从 0.68 回升到 0.74')).toBe('保持浮点后，一致性从 0.68 回升到 0.74')
    expect(closeUp('累积 AP')).toBe('累积 AP')
    expect(closeUp('累积 一致性')).toBe('累积一致性')
    expect(closeUp('two words')).toBe('two words')
  })
})

import { describe, expect, it } from 'vitest'
import { filterLog } from '../../../../src/renderer/components/log/log-filter.ts'

const line = (level: 'debug' | 'info' | 'warn' | 'error' | null, text: string) => ({ time: 0, level, text })
const lines = [
  line('debug', 'step 1'),
  line('info', 'epoch 1 done'),
  line('warn', 'image is cut off'),
  line(null, 'printed'),
]

describe('filterLog', () => {
  it('shows a level and all that are graver; what was only printed counts as info', () => {
    expect(filterLog(lines, 'info', '').map(({ text }) => text)).toEqual([
      'epoch 1 done',
      'image is cut off',
      'printed',
    ])
    expect(filterLog(lines, 'error', '')).toEqual([])
  })

  it('wants all words, in any case and order', () => {
    expect(filterLog(lines, 'debug', 'DONE epoch').map(({ text }) => text)).toEqual(['epoch 1 done'])
  })
})

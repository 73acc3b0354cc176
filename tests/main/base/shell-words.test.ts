import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { shellLine } from '../../../src/main/base/shell-words.ts'

describe('shellLine', () => {
  it('leaves plain words as they are', () => {
    expect(shellLine(['eval', '/a/b.onnx', '--variants', 'fp32,ptq:mse@99.9', '--x=1'])).toBe(
      'eval /a/b.onnx --variants fp32,ptq:mse@99.9 --x=1',
    )
  })

  it.skipIf(process.platform === 'win32')('a shell reads back the same words', () => {
    const words = [
      '',
      ' ',
      "it's",
      '"',
      '$HOME',
      '`id`',
      'a\nb',
      '\\',
      '(model\\.1|2)$',
      '*',
      '~',
      '!',
      'ä',
      ';',
      '#x',
    ]
    const script = `for word in ${shellLine(words)}; do printf '%s\\0' "$word"; done`
    const read = execFileSync('sh', ['-c', script]).toString().split('\0').slice(0, -1)
    expect(read).toEqual(words)
  })
})

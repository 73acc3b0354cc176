import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { confirm } from '../../../src/main/cli/confirm.ts'

function terminal() {
  return { input: new PassThrough(), output: new PassThrough() }
}

describe('confirm', () => {
  it.each([
    ['y', true],
    ['YES ', true],
    ['', false],
    ['n', false],
    ['yesterday', false],
  ])('%j means %s', async (answer, expected) => {
    const { input, output } = terminal()
    const asked = confirm('Really?', undefined, { input, output })
    input.write(`${answer}\n`)
    expect(await asked).toBe(expected)
    expect(String(output.read())).toBe('Really? [y/N] ')
  })

  it('takes the end of the input for no', async () => {
    const { input, output } = terminal()
    const asked = confirm('Really?', undefined, { input, output })
    input.end()
    expect(await asked).toBe(false)
  })

  it('takes an interruption for no', async () => {
    const controller = new AbortController()
    const asked = confirm('Really?', controller.signal, terminal())
    controller.abort()
    expect(await asked).toBe(false)
    expect(await confirm('Really?', AbortSignal.abort(), terminal())).toBe(false)
  })
})

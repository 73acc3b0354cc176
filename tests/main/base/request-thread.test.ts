import { afterEach, describe, expect, it } from 'vitest'
import { RequestThread } from '../../../src/main/base/request-thread.ts'

const entry = new URL('./fixtures/answering-thread.ts', import.meta.url)
const open: RequestThread<string, string>[] = []

function thread(): RequestThread<string, string> {
  const made = new RequestThread<string, string>(entry, 'greeting', {
    code: 'CALIBRATION',
    what: 'Observing activations',
  })
  open.push(made)
  return made
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()))
})

describe('RequestThread', () => {
  it('answers in the order that it was asked in, whatever each takes', async () => {
    const asked = thread()
    const answers = await Promise.all(['slow', 'quick', 'slow'].map((request) => asked.ask(request)))
    expect(answers).toEqual(['greeting slow 1', 'greeting quick 2', 'greeting slow 3'])
  })

  it('throws what was thrown there, with its code and its way out, and goes on', async () => {
    const asked = thread()
    const refused = asked.ask('refuse')
    await expect(refused).rejects.toMatchObject({ code: 'MODEL_INVALID', wayOut: 'Use another one.' })
    expect(await asked.ask('quick')).toBe('greeting quick 2')
  })

  it('gives an error without a code the one of its kind of work', async () => {
    await expect(thread().ask('throw')).rejects.toMatchObject({
      code: 'CALIBRATION',
      message: 'plain trouble',
    })
  })

  it('rejects what is open and what is asked later when the thread ends', async () => {
    const asked = thread()
    const answers = await Promise.allSettled([asked.ask('end'), asked.ask('quick')])
    for (const answer of answers) {
      expect(answer).toMatchObject({
        status: 'rejected',
        reason: {
          code: 'CALIBRATION',
          message: 'Observing activations failed: its thread ended with status 7',
        },
      })
    }
    await expect(asked.ask('quick')).rejects.toMatchObject({ code: 'CALIBRATION' })
  })
})

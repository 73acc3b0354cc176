import { describe, expect, it } from 'vitest'
import { describeExit } from '../../../src/main/base/exit-reason.ts'

describe('describeExit', () => {
  const cases: [Parameters<typeof describeExit>, RegExp][] = [
    [[{ code: 3, signal: null }], /^exit status 3$/],
    [[{ code: 13, signal: null }], /never came/],
    [[{ code: 0xc0000005, signal: null }], /access violation/],
    [[{ code: null, signal: 'SIGKILL' }], /memory runs out/],
    [[{ code: null, signal: 'SIGABRT' }], /native code gave up \(SIGABRT\)/],
    [[{ code: null, signal: 'SIGUSR2' }], /a signal ended it \(SIGUSR2\)/],
    [[{ code: null, signal: null }], /without saying how/],
    [
      [
        { code: null, signal: 'SIGABRT' },
        [
          'FATAL ERROR: Ineffective mark-compacts near heap limit Allocation failed - JavaScript heap out of memory',
        ],
      ],
      /V8 heap limit/,
    ],
  ]
  it.each(cases)('%j', (words, says) => expect(describeExit(...words)).toMatch(says))
})

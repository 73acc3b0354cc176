import { describe, expect, it } from 'vitest'
import { parseProfileText } from '../../../src/main/trt/profile-text.ts'

describe('profile table', () => {
  it('reads numbers before names', () => {
    const text = [
      '[07/07/2026-02:11:43] [I] === Profile (18362 iterations ) ===',
      '[07/07/2026-02:11:43] [I]    Time(ms)     Avg.(ms)   Median(ms)   Time(%)   Layer',
      '[07/07/2026-02:11:43] [I]       31.40       0.0017       0.0018       2.1   a + b 3',
      '[07/07/2026-02:11:43] [I]       31.40       0.0017       0.0018     100.0   Total',
    ].join('\n')
    expect(parseProfileText(text)).toEqual({
      iterations: 18362,
      layers: [{ name: 'a + b 3', totalMs: 31.4, averageMs: 0.0017, medianMs: 0.0018, percentage: 2.1 }],
    })
  })

  it('reads names before numbers, as 8.0 and 8.4 print them', () => {
    const text = [
      '[I] === Profile (137 iterations ) ===',
      '[I]                           Layer   Time (ms)   Avg. Time (ms)   Time %',
      '[I]    Reformatting CopyNode for Input Tensor 0 to Conv_0       58.18           0.4247      6.6',
      '[I]                          Conv_0       49.20           0.3591   0.3500   5.6',
    ].join('\n')
    expect(parseProfileText(text)?.layers).toEqual([
      {
        name: 'Reformatting CopyNode for Input Tensor 0 to Conv_0',
        totalMs: 58.18,
        averageMs: 0.4247,
        medianMs: undefined,
        percentage: 6.6,
      },
      { name: 'Conv_0', totalMs: 49.2, averageMs: 0.3591, medianMs: 0.35, percentage: 5.6 },
    ])
  })

  it('finds none in other text', () => {
    expect(parseProfileText('[I] Profile: Disabled')).toBeUndefined()
  })
})

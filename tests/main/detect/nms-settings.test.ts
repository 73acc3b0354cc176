import { describe, expect, it } from 'vitest'
import { QuantbenchError } from '../../../src/main/base/errors.ts'
import { checkedNms, EVALUATION_NMS } from '../../../src/main/detect/nms-settings.ts'

describe('checkedNms', () => {
  it("accepts the reference's settings", () => {
    expect(checkedNms(EVALUATION_NMS)).toBe(EVALUATION_NMS)
  })

  it.each([
    { confidence: 1 },
    { confidence: -0.1 },
    { confidence: NaN },
    { iou: 1.5 },
    { iou: NaN },
    { maxCandidates: 0 },
    { maxDetections: 2.5 },
  ])('refuses %o', (wrong) => {
    const check = () => checkedNms({ ...EVALUATION_NMS, ...wrong })
    expect(check).toThrow(QuantbenchError)
    expect(check).toThrow(String(Object.values(wrong)[0]))
  })
})

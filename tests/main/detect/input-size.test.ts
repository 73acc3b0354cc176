import { describe, expect, it } from 'vitest'
import { inputSizeOf } from '../../../src/main/detect/input-size.ts'
import { modelFrom } from './model-from.ts'

const outputs = { output: [1, 6] }
const open = { input: ['batch', 3, 'height', 'width'], outputs }

describe('inputSizeOf', () => {
  it('is what the model is fixed to', () => {
    const model = modelFrom({ input: [1, 3, 320, 416], outputs })
    expect(inputSizeOf(model)).toMatchObject({ width: 416, height: 320 })
    expect(inputSizeOf(model, { width: 416 })).toMatchObject({ width: 416, height: 320 })
    expect(() => inputSizeOf(model, { width: 640 })).toThrow(
      /width of 416, which the model is fixed to, got 640/,
    )
  })

  it('is what was asked for where the model is open, one side standing for both', () => {
    expect(inputSizeOf(modelFrom(open), { width: 512, height: 256 })).toMatchObject({
      width: 512,
      height: 256,
    })
    expect(inputSizeOf(modelFrom(open), { height: 256 })).toMatchObject({ width: 256, height: 256 })
  })

  it("is the exporter's, or else 640", () => {
    const metadata = { imgsz: '[384, 672]' }
    expect(inputSizeOf(modelFrom({ ...open, metadata }))).toMatchObject({ width: 672, height: 384 })
    expect(inputSizeOf(modelFrom({ ...open, metadata: { imgsz: 'large' } }))).toMatchObject({ width: 640 })
    expect(inputSizeOf(modelFrom(open)).reason).toContain('usual')
  })

  it('keeps the side that is fixed', () => {
    const half = modelFrom({ input: [1, 3, 320, 'width'], outputs })
    expect(inputSizeOf(half)).toMatchObject({ width: 640, height: 320 })
  })

  it.each([0, -1, 1.5, NaN])('refuses a side of %s', (width) => {
    expect(() => inputSizeOf(modelFrom(open), { width })).toThrow(/whole pixels/)
  })
})

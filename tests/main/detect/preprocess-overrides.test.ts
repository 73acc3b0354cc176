import { describe, expect, it } from 'vitest'
import { STRETCH_IMAGENET_BGR, ULTRALYTICS } from '../../../src/main/detect/preprocess-defaults.ts'
import { overridePreprocess } from '../../../src/main/detect/preprocess-overrides.ts'

const size = { width: 64, height: 64 }

describe('overridePreprocess', () => {
  it('changes nothing where nothing is set', () => {
    const preprocess = { ...ULTRALYTICS, ...size }
    expect(overridePreprocess(preprocess, {})).toEqual(preprocess)
  })

  it('takes means and deviations along with the channel order', () => {
    const swapped = overridePreprocess({ ...STRETCH_IMAGENET_BGR, ...size }, { color: 'rgb' })
    expect(swapped).toMatchObject({
      color: 'rgb',
      mean: [123.675, 116.28, 103.53],
      std: [58.395, 57.12, 57.375],
    })
  })

  it('sets normalisation, placement, padding and interpolation', () => {
    const set = { normalise: 'byte', mode: 'topleft', padValue: 0, interpolation: 'area' } as const
    const { scale, mean, mode, padValue, interpolation } = overridePreprocess(
      { ...ULTRALYTICS, ...size },
      set,
    )
    expect({ scale, mean, mode, padValue, interpolation }).toEqual({
      scale: 1,
      mean: [0, 0, 0],
      mode: 'topleft',
      padValue: 0,
      interpolation: 'area',
    })
  })
})

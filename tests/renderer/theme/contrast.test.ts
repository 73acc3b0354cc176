import { describe, expect, it } from 'vitest'
import { PRECISION_COLOURS, PRECISIONS } from '../../../src/renderer/theme/precision.ts'
import { PALETTES, type Palette } from '../../../src/renderer/theme/tokens.ts'

/** Relative luminance of WCAG 2.2 from `#rrggbb`. */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].toSorted((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

const GROUNDS = ['surface', 'subtle', 'raised', 'hover', 'selected'] as const satisfies (keyof Palette)[]
const TEXTS = ['text', 'textSecond', 'textThird', 'accent'] as const satisfies (keyof Palette)[]

describe.each(['light', 'dark'] as const)('the %s palette', (theme) => {
  const palette = PALETTES[theme]

  it.each(TEXTS)('has readable %s on every ground', (text) => {
    const weakest = Math.min(...GROUNDS.map((ground) => contrast(palette[text], palette[ground])))
    expect(weakest).toBeGreaterThanOrEqual(4.5)
  })

  it('has readable text on what is coloured', () => {
    expect(contrast(palette.onAccent, palette.accent)).toBeGreaterThanOrEqual(4.5)
    expect(contrast(palette.good, palette.surface)).toBeGreaterThanOrEqual(4.5)
    expect(contrast(palette.bad, palette.surface)).toBeGreaterThanOrEqual(4.5)
    expect(contrast(palette.warn, palette.warnTint)).toBeGreaterThanOrEqual(4.5)
    expect(contrast(palette.text, palette.badTint)).toBeGreaterThanOrEqual(4.5)
  })

  it('has lines of controls and marks of precisions that are seen', () => {
    expect(contrast(palette.lineStrong, palette.surface)).toBeGreaterThanOrEqual(3)
    for (const precision of PRECISIONS) {
      expect(contrast(PRECISION_COLOURS[theme][precision], palette.surface), precision).toBeGreaterThan(2.6)
    }
  })
})

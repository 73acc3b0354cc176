import type { GlobalThemeOverrides } from 'naive-ui'
import { FONT, MONO, PALETTES, SIZES, type ThemeName } from './tokens.ts'

const px = (size: number) => `${size}px`

function commonOverrides(theme: ThemeName): GlobalThemeOverrides['common'] {
  const p = PALETTES[theme]
  return {
    fontFamily: FONT,
    fontFamilyMono: MONO,
    fontSize: px(SIZES.font),
    fontSizeMini: px(SIZES.fontSmall),
    fontSizeTiny: px(SIZES.fontSmall),
    fontSizeSmall: px(SIZES.font),
    fontSizeMedium: px(SIZES.font),
    fontSizeLarge: px(SIZES.font),
    lineHeight: '1.45',
    borderRadius: px(SIZES.radius),
    borderRadiusSmall: px(SIZES.radius),
    heightTiny: '20px',
    heightSmall: '24px',
    heightMedium: px(SIZES.control),
    heightLarge: '32px',
    primaryColor: p.accent,
    primaryColorHover: p.accentHover,
    primaryColorPressed: p.accentHover,
    primaryColorSuppl: p.accent,
    errorColor: p.bad,
    errorColorHover: p.bad,
    errorColorPressed: p.bad,
    errorColorSuppl: p.bad,
    warningColor: p.warn,
    successColor: p.good,
    infoColor: p.accent,
    bodyColor: p.surface,
    cardColor: p.surface,
    modalColor: p.raised,
    popoverColor: p.raised,
    tableColor: p.surface,
    inputColor: p.surface,
    textColorBase: p.text,
    textColor1: p.text,
    textColor2: p.text,
    textColor3: p.textThird,
    placeholderColor: p.textThird,
    borderColor: p.line,
    dividerColor: p.line,
    hoverColor: p.hover,
    boxShadow1: `0 0 0 1px ${p.line}`,
    boxShadow2: `0 4px 16px rgb(0 0 0 / 18%), 0 0 0 1px ${p.line}`,
    boxShadow3: `0 8px 32px rgb(0 0 0 / 24%), 0 0 0 1px ${p.line}`,
  }
}

/** naive-ui in this product's tokens. */
export function naiveOverrides(theme: ThemeName): GlobalThemeOverrides {
  const p = PALETTES[theme]
  const ring = `0 0 0 2px ${p.accentTint}`
  return {
    common: commonOverrides(theme),
    Button: {
      textColorPrimary: p.onAccent,
      textColorHoverPrimary: p.onAccent,
      textColorPressedPrimary: p.onAccent,
      textColorFocusPrimary: p.onAccent,
      textColorError: p.surface,
      textColorHoverError: p.surface,
      textColorFocusError: p.surface,
      textColorPressedError: p.surface,
      border: `1px solid ${p.lineStrong}`,
      paddingMedium: '0 12px',
      paddingSmall: '0 8px',
      rippleDuration: '0s',
    },
    Input: {
      border: `1px solid ${p.lineStrong}`,
      boxShadowFocus: ring,
      paddingMedium: '0 8px',
      iconColor: p.textThird,
      suffixTextColor: p.textThird,
    },
    Checkbox: { border: `1px solid ${p.lineStrong}` },
    Switch: { railColor: p.lineStrong },
    InternalSelection: { border: `1px solid ${p.lineStrong}`, boxShadowFocus: ring, boxShadowActive: ring },
    Tooltip: { color: p.text, textColor: p.surface, padding: '4px 8px' },
    Popover: { padding: '8px 12px' },
  }
}

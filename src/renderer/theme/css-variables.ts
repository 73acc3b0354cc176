import { FONT, MONO, PALETTES, SIZES, type ThemeName } from './tokens.ts'
import { PRECISION_COLOURS } from './precision.ts'

const kebab = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** The tokens as CSS custom properties: `--text-second`, `--row`, `--precision-ptq`. */
export function cssVariables(theme: ThemeName): Record<string, string> {
  const colours = Object.entries(PALETTES[theme]).map(([name, value]) => [`--${kebab(name)}`, value])
  const sizes = Object.entries(SIZES).map(([name, value]) => [`--${kebab(name)}`, `${value}px`])
  const precisions = Object.entries(PRECISION_COLOURS[theme]).map(([name, value]) => [
    `--precision-${name}`,
    value,
  ])
  return Object.fromEntries([...colours, ...sizes, ...precisions, ['--font-family', FONT], ['--mono', MONO]])
}

/** Puts a theme on the page. */
export function applyTheme(theme: ThemeName): void {
  const { style, dataset } = document.documentElement
  for (const [name, value] of Object.entries(cssVariables(theme))) style.setProperty(name, value)
  style.colorScheme = theme
  dataset.theme = theme
}

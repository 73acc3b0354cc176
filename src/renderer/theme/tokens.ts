/** Colours by what they are for. Text tones reach 4.5:1 on every surface that text stands on. */
export interface Palette {
  /** The page, what lies beside it (rail, tray, table heads), and what floats above it. */
  surface: string
  subtle: string
  raised: string
  hover: string
  selected: string
  line: string
  lineStrong: string
  text: string
  textSecond: string
  textThird: string
  /** The one accent, what is written on it, and its tint. */
  accent: string
  accentHover: string
  onAccent: string
  accentTint: string
  good: string
  bad: string
  badTint: string
  warn: string
  warnTint: string
  focus: string
}

export type ThemeName = 'light' | 'dark'

export const PALETTES: Record<ThemeName, Palette> = {
  light: {
    surface: '#ffffff',
    subtle: '#f5f6f8',
    raised: '#ffffff',
    hover: '#eef0f3',
    selected: '#e6e8fa',
    line: '#dfe2e6',
    lineStrong: '#8b929c',
    text: '#1a1e23',
    textSecond: '#464e58',
    textThird: '#5d6671',
    accent: '#4650c8',
    accentHover: '#363fae',
    onAccent: '#ffffff',
    accentTint: '#eceefb',
    good: '#08714c',
    bad: '#a8360a',
    badTint: '#fcefe9',
    warn: '#7d5200',
    warnTint: '#fdf4e0',
    focus: '#4650c8',
  },
  dark: {
    surface: '#16181b',
    subtle: '#1c1f23',
    raised: '#24282d',
    hover: '#272b31',
    selected: '#2d3252',
    line: '#32373e',
    lineStrong: '#767f8b',
    text: '#e7e9ec',
    textSecond: '#b9c0c9',
    textThird: '#98a1ac',
    accent: '#97a1ff',
    accentHover: '#b1b8ff',
    onAccent: '#14172e',
    accentTint: '#262a47',
    good: '#4fc796',
    bad: '#ff9169',
    badTint: '#3a231b',
    warn: '#e8b64c',
    warnTint: '#352b17',
    focus: '#97a1ff',
  },
}

export const FONT =
  '"Inter", "Segoe UI", system-ui, -apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif'
export const MONO =
  'ui-monospace, "SF Mono", "Cascadia Mono", "JetBrains Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace'

/** In pixels; everything lies on a grid of 4. */
export const SIZES = {
  font: 13,
  fontSmall: 12,
  fontTitle: 18,
  row: 28,
  control: 28,
  rail: 184,
  radius: 3,
} as const

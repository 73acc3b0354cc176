/** What stands for a figure that is not there. */
export const NOTHING = '–'

export interface NumberStyle {
  /** Decimals; without them `significant` digits count. */
  digits?: number
  significant?: number
  /** Zeros at the end stand too, so that figures below each other are as long. */
  padded?: boolean
  sign?: boolean
}

const formats = new Map<string, Intl.NumberFormat>()

function numberFormat(locale: string, { digits, significant, padded, sign }: NumberStyle): Intl.NumberFormat {
  const key = `${locale} ${digits} ${significant} ${padded} ${sign}`
  const known = formats.get(key)
  if (known !== undefined) return known
  const format = new Intl.NumberFormat(locale, {
    ...(digits === undefined
      ? {
          maximumSignificantDigits: significant ?? 4,
          ...(padded === true ? { minimumSignificantDigits: significant ?? 4 } : {}),
        }
      : { minimumFractionDigits: digits, maximumFractionDigits: digits }),
    ...(sign === true ? { signDisplay: 'exceptZero' } : {}),
  })
  formats.set(key, format)
  return format
}

/** A number with the typographer's minus; a dash where there is none. */
export function formatNumber(
  locale: string,
  value: number | null | undefined,
  style: NumberStyle = {},
): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NOTHING
  return numberFormat(locale, style).format(value).replace('-', '−')
}

export function formatPercent(locale: string, share: number | null | undefined, digits = 0): string {
  if (share === null || share === undefined) return NOTHING
  return `${formatNumber(locale, share * 100, { digits })}%`
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB']

/** Bytes with three digits that count: `7.63 MB`. */
export function formatBytes(locale: string, bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined) return NOTHING
  const step = bytes < 1000 ? 0 : Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(bytes) / 3))
  return `${formatNumber(locale, bytes / 1000 ** step, { significant: 3 })} ${BYTE_UNITS[step]}`
}

interface DurationUnits {
  h: string
  min: string
  s: string
}

const DURATION_UNITS: Record<string, DurationUnits> = {
  en: { h: 'h', min: 'min', s: 's' },
  zh: { h: '小时', min: '分', s: '秒' },
}

/** Seconds as people say them, two units at most: `1 h 12 min`, `3 min 20 s`, `4.2 s`, `340 ms`. */
export function formatDuration(locale: string, seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return NOTHING
  const units = DURATION_UNITS[locale.slice(0, 2)] ?? DURATION_UNITS.en
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`
  if (seconds < 59.95) return `${formatNumber(locale, seconds, { digits: seconds < 10 ? 1 : 0 })} ${units.s}`
  const whole = Math.round(seconds)
  if (whole < 3600) return `${Math.floor(whole / 60)} ${units.min} ${whole % 60} ${units.s}`
  return `${Math.floor(whole / 3600)} ${units.h} ${Math.floor((whole % 3600) / 60)} ${units.min}`
}

const two = (value: number) => String(value).padStart(2, '0')

/** Local date and time, the same in every language and sortable by eye: `2026-03-09 14:05`. */
export function formatTime(time: number | null | undefined): string {
  if (time === null || time === undefined) return NOTHING
  const date = new Date(time)
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`
}

/** Local time of the day to the second, for logs. */
export function formatClock(time: number): string {
  const date = new Date(time)
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}

const AGO: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]
const AGO_DAYS = 7

/** How long ago, as `5 minutes ago`; the date where that is more than a week. */
export function formatAgo(locale: string, time: number, now: number = Date.now()): string {
  const seconds = Math.max(0, (now - time) / 1000)
  if (seconds > AGO_DAYS * 86_400) return formatTime(time).slice(0, 10)
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const [unit, length] = AGO.find(([, size]) => seconds >= size) ?? ['second', 1]
  return format.format(-Math.floor(unit === 'second' ? 0 : seconds / length), unit)
}

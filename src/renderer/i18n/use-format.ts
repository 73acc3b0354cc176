import {
  formatAgo,
  formatBytes,
  formatClock,
  formatDuration,
  formatNumber,
  formatPercent,
  formatTime,
  type NumberStyle,
} from './format.ts'
import { language } from './i18n.ts'

type Maybe = number | null | undefined

/** Formatting in the language on show; each reads it when called, so templates follow a change. */
export function useFormat() {
  return {
    number: (value: Maybe, style?: NumberStyle) => formatNumber(language.value, value, style),
    percent: (share: Maybe, digits?: number) => formatPercent(language.value, share, digits),
    bytes: (value: Maybe) => formatBytes(language.value, value),
    duration: (seconds: Maybe) => formatDuration(language.value, seconds),
    time: formatTime,
    clock: formatClock,
    ago: (time: number, now?: number) => formatAgo(language.value, time, now),
  }
}

export type Format = ReturnType<typeof useFormat>

import { textOr } from '../i18n/i18n.ts'

/** A figure's name as the interface shows it: `latency p50` in words, `AP50` as it is. */
export function metricTitle(name: string): string {
  return textOr(`metrics.${name.replaceAll(/[^A-Za-z0-9]+/g, '_')}`, name)
}

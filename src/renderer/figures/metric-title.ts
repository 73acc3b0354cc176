import { textOr } from '../i18n/i18n.ts'
import { figureStyle } from './figure-style.ts'

/** A figure's name as the interface shows it: `latency p50` in words, `AP50` as it is. */
export function metricTitle(name: string): string {
  return textOr(`metrics.${name.replaceAll(/[^A-Za-z0-9]+/g, '_')}`, name)
}

/** The unit that stands beside the title of a figure; empty where it has none, or the title says it (FPS). */
export function metricUnit(name: string): string {
  const { unit } = figureStyle(name)
  return unit === metricTitle(name) ? '' : unit
}

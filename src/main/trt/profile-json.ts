import { z } from 'zod'
import { readJsonDocument } from './json-document.ts'

/** Time of one layer in a profile. */
export interface LayerTime {
  readonly name: string
  /** Over all iterations. */
  readonly totalMs: number
  readonly averageMs: number
  /** From TensorRT 8.4 on. */
  readonly medianMs?: number
  /** Share of the profile's total in percent. */
  readonly percentage: number
}

/** Times of an engine's layers, in execution order. */
export interface Profile {
  /** Times the engine ran. */
  readonly iterations: number
  readonly layers: readonly LayerTime[]
}

const number = z.number().nullish()

const countSchema = z.looseObject({ count: z.number().nonnegative() })
const layerSchema = z.looseObject({
  name: z.string(),
  timeMs: z.number().nonnegative(),
  averageMs: number,
  medianMs: number,
  percentage: number,
})

const schema = z.array(z.union([layerSchema, countSchema]))

/** Reads what `--exportProfile` wrote from its text. Throws JSON_INVALID with the place in the file. */
export function parseProfileJson(text: string, path: string): Profile {
  const entries = readJsonDocument(schema, text, path, 'a layer profile')
  const count = entries.flatMap((entry) => (isLayer(entry) ? [] : [entry.count])).at(0)
  const layers = entries.filter(isLayer)
  const total = layers.reduce((sum, { timeMs }) => sum + timeMs, 0)
  return {
    iterations: count ?? iterationsOf(layers),
    layers: layers.map((layer) => ({
      name: layer.name,
      totalMs: layer.timeMs,
      averageMs: layer.averageMs ?? layer.timeMs / Math.max(count ?? 1, 1),
      medianMs: layer.medianMs ?? undefined,
      percentage: layer.percentage ?? (total > 0 ? (100 * layer.timeMs) / total : 0),
    })),
  }
}

/** Time of all layers in one iteration, from their averages. */
export function totalAverageMs({ layers }: Profile): number {
  return layers.reduce((sum, { averageMs }) => sum + averageMs, 0)
}

type RawLayer = z.infer<typeof layerSchema>

function isLayer(entry: RawLayer | z.infer<typeof countSchema>): entry is RawLayer {
  return 'timeMs' in entry
}

/** A list cut out of its file has no count; the layers' own ratio tells it. */
function iterationsOf(layers: readonly RawLayer[]): number {
  const layer = layers.find(({ averageMs }) => (averageMs ?? 0) > 0)
  return layer === undefined ? 0 : Math.round(layer.timeMs / (layer.averageMs ?? layer.timeMs))
}

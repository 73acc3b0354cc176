import type { EngineLayer } from '../engine-layer.ts'
import type { Profile } from '../profile-json.ts'

/** Times of an engine's layers. */
export interface TimeOfLayer {
  /** Of all rows of the profile, also of those that no layer took. */
  readonly totalMs: number
  /** Mean of each layer, by position; undefined where the profile does not have it. */
  readonly ofLayer: readonly (number | undefined)[]
}

const PROFILE_SUFFIX = /\s*\[profile \d+\]/g

/** Gives each layer the time of its name, layers of one name in their order. */
export function takeTimes(profile: Profile, layers: readonly EngineLayer[]): TimeOfLayer {
  const rows = Map.groupBy(profile.layers, ({ name }) => plain(name))
  const totalMs = profile.layers.reduce((sum, { averageMs }) => sum + averageMs, 0)
  return { totalMs, ofLayer: layers.map(({ name }) => rows.get(plain(name))?.shift()?.averageMs) }
}

function plain(name: string): string {
  return name.replaceAll(PROFILE_SUFFIX, '')
}

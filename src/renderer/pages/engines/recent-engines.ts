/** An engine's files as they were opened. */
export interface RecentEngine {
  layers: string
  profile: string
  model: string
}

const KEY = 'quantbench.engines'
const KEPT = 8

function isRecent(value: unknown): value is RecentEngine {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['layers', 'profile', 'model'].every((name) => typeof Reflect.get(value, name) === 'string')
  )
}

/** Files that were opened lately in this window, the latest first. */
export function recentEngines(): RecentEngine[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isRecent) : []
  } catch {
    return []
  }
}

/** Remembers what was opened. */
export function rememberEngine(opened: RecentEngine): void {
  const same = ({ layers, profile, model }: RecentEngine) =>
    layers === opened.layers && profile === opened.profile && model === opened.model
  const others = recentEngines().filter((each) => !same(each))
  localStorage.setItem(KEY, JSON.stringify([opened, ...others].slice(0, KEPT)))
}

import { matchesLayer } from '../../quant/layer-filter.ts'
import type { SensitivityUnit } from '../sensitivity/units.ts'

/** A path as a pattern that matches it literally. */
function literal(path: string): string {
  return path.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
}

/**
 * Patterns for a recipe's `exclude` that leave exactly these units float: one for a whole block where it matches no
 * other reader, else one for every reader.
 *
 * @param all all units that the recipe quantizes
 */
export function excludePatterns(
  floatUnits: readonly SensitivityUnit[],
  all: readonly SensitivityUnit[],
): string[] {
  const names = all.flatMap(({ readers }) => [...readers])
  return floatUnits.flatMap(({ name, readers }) => {
    const whole = `${literal(name)}(\\.|$)`
    const matched = names.filter((reader) => matchesLayer(whole, reader))
    if (readers.size > 1 && matched.length === readers.size && matched.every((reader) => readers.has(reader)))
      return [whole]
    return [...readers].map((reader) => `${literal(reader)}$`)
  })
}

import type { SensitivityUnit } from '../sensitivity/units.ts'
import { excludePatterns } from './exclude-patterns.ts'

/** Layers that methods are chosen for together. */
export interface ChoiceGroup {
  readonly name: string
  /** Patterns that match these layers and no other. */
  readonly patterns: readonly string[]
}

/** Units as groups to choose for. */
export function choiceGroups(units: readonly SensitivityUnit[]): ChoiceGroup[] {
  return units.map((unit) => ({ name: unit.name, patterns: excludePatterns([unit], units) }))
}

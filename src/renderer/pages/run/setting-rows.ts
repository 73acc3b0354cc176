import type { RunDetail } from '../../../shared/contract/run.ts'

type Values = RunDetail['parameters']
type Value = Values[string]

/** A setting by its path (`recipe.method`), with that of the reference where it differs. */
export interface SettingRow {
  name: string
  value: string
  /** undefined: the same, or nothing to hold it against. */
  reference?: string
}

const isRecord = (value: Value): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const textOf = (value: Value): string => {
  if (value === null) return '–'
  if (Array.isArray(value)) return value.length === 0 ? '–' : value.map(textOf).join(', ')
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Nested settings as one list of paths and texts. */
export function flatten(values: Values, path = ''): Map<string, string> {
  const flat = new Map<string, string>()
  for (const [key, value] of Object.entries(values)) {
    const name = path === '' ? key : `${path}.${key}`
    if (isRecord(value)) for (const [inner, text] of flatten(value, name)) flat.set(inner, text)
    else flat.set(name, textOf(value))
  }
  return flat
}

/** Settings of a run, and what its reference had instead; those that only the reference has come last. */
export function settingRows(values: Values, reference: Values | null): SettingRow[] {
  const own = flatten(values)
  if (reference === null) return Array.from(own, ([name, value]) => ({ name, value }))
  const other = flatten(reference)
  const names = [...own.keys(), ...[...other.keys()].filter((name) => !own.has(name))]
  return names.map((name) => {
    const value = own.get(name) ?? '–'
    const before = other.get(name) ?? '–'
    return before === value ? { name, value } : { name, value, reference: before }
  })
}

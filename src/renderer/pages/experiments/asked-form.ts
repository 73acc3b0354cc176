import { askedSource, SOURCES } from './asked-source.ts'
import { parsePatch } from './recipe-patch.ts'
import type { StartWith } from './start-form.ts'

/** What an address of the page may say: `/experiments?kind=run&model=…&data=…&apply=…`. */
export const PARAMETERS = [
  ...(['kind', 'model', 'parent', 'apply', 'job', 'recipe'] as const),
  ...SOURCES.flatMap((name) => [name, `${name}Split`, `${name}Annotations`, `${name}Images`] as const),
]

export interface AskedForm {
  /** What it names itself. */
  named: StartWith
  /** Id of the job that is done again with changes. */
  job: string | undefined
  /** Name of a saved experiment. */
  recipe: string | undefined
  /** What became of a patch in it. */
  patched: 'none' | 'applied' | 'refused'
}

/** What an address asks for. */
export function askedForm(query: Readonly<Record<string, unknown>>): AskedForm {
  const read = (name: string) => {
    const value = query[name]
    return typeof value === 'string' ? value : undefined
  }
  const apply = read('apply')
  const patch = apply === undefined ? undefined : (parsePatch(apply) ?? undefined)
  const [data, calib, train] = SOURCES.map((name) => askedSource(name, read))
  return {
    named: { kind: read('kind'), model: read('model'), parent: read('parent'), data, calib, train, patch },
    job: read('job'),
    recipe: read('recipe'),
    patched: apply === undefined ? 'none' : patch === undefined ? 'refused' : 'applied',
  }
}

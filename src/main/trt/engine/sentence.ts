import { ENGINE_SENTENCES, type EngineSentenceId } from '../../../shared/engine-sentences.ts'

/** Something said of an engine, by its id and what it is about, so that it can be said in any language. */
export interface Sentence {
  readonly id: EngineSentenceId
  readonly values: Readonly<Record<string, string>>
}

/** A sentence about the given things; lists are joined. */
export function sentence(
  id: EngineSentenceId,
  values: Readonly<Record<string, string | number | readonly string[]>> = {},
): Sentence {
  const text = (value: string | number | readonly string[]) =>
    typeof value === 'object' ? value.join(', ') : String(value)
  return {
    id,
    values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, text(value)])),
  }
}

/** A sentence in English. */
export function english({ id, values }: Sentence): string {
  return ENGINE_SENTENCES[id].replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
}

import { language } from '../i18n.ts'
import type { PhraseSource } from '../../../shared/phrases/chinese.ts'
import { chinesePhrases } from './load.ts'

/** What the engine says, in the language on show; in its own English where the sentence is not known. */
export function phrase(source: PhraseSource, english: string): string {
  if (language.value === 'en') return english
  return chinesePhrases()?.[source](english) ?? english
}

import type { Language } from '../../shared/host-bridge.ts'
import { CHINESE } from '../../shared/phrases/chinese.ts'

/** What the engine says in the language of the shell; in its own English where a sentence is not known. */
export function inWords(language: Language, source: 'failure' | 'remedy', english: string): string {
  return language === 'en' ? english : (CHINESE[source](english) ?? english)
}

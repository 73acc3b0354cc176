import type { Phrases } from '../../../shared/phrases/translate.ts'

/** What a rule of the advice says in another language. */
export interface RulePhrases {
  /** What the rule looks for. */
  title: string
  sentences: Phrases
}

/** By the rule's id. */
export type PhrasesByRule = Readonly<Record<string, RulePhrases>>

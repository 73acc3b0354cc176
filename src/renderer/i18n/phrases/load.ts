import type { PhraseSource } from '../../../shared/phrases/chinese.ts'
import type { Translate } from '../../../shared/phrases/translate.ts'

type Sources = Readonly<Record<PhraseSource, Translate>>

let chinese: Sources | null = null

/** Fetches the Chinese sentences, which the English interface does without. */
export async function loadChinesePhrases(): Promise<void> {
  chinese ??= (await import('../../../shared/phrases/chinese.ts')).CHINESE
}

/** Null before they are loaded. */
export const chinesePhrases = (): Sources | null => chinese

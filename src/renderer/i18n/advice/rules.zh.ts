import { ACCURACY_RULES_ZH } from './accuracy-rules.zh.ts'
import { IMAGE_RULES_ZH } from './image-rules.zh.ts'
import { MODEL_RULES_ZH } from './model-rules.zh.ts'
import type { PhrasesByRule } from './rule-phrases.ts'
import { SPEED_RULES_ZH } from './speed-rules.zh.ts'

/** What the rules of the advice say, in Chinese. */
export const RULES_ZH: PhrasesByRule = {
  ...MODEL_RULES_ZH,
  ...ACCURACY_RULES_ZH,
  ...IMAGE_RULES_ZH,
  ...SPEED_RULES_ZH,
}

import { translator, type Translate } from '../../../shared/phrases/translate.ts'
import { COMMON_ZH } from './common.zh.ts'
import { RULES_ZH } from './rules.zh.ts'

const translators = new Map<string, Translate>()

function translatorOf(rule: string): Translate {
  const known = translators.get(rule)
  if (known !== undefined) return known
  const made = translator(RULES_ZH[rule]?.sentences ?? {}, COMMON_ZH)
  translators.set(rule, made)
  return made
}

/** What a rule says, in Chinese; null where it is not known. Things that are listed in it are translated as well. */
export function inChinese(rule: string, english: string): string | null {
  return translatorOf(rule)(english)
}

/** What a rule looks for, in Chinese; null for a rule that is not known. */
export function ruleInChinese(rule: string): string | null {
  return RULES_ZH[rule]?.title ?? null
}

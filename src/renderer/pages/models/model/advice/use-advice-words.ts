import { inChinese, ruleInChinese } from '../../../../i18n/advice/translate.ts'
import { useText } from '../../../../i18n/i18n.ts'

/** What rules say in the language on show: the engine says it in English, which stands where a sentence is not known. */
export function useAdviceWords() {
  const { language } = useText()
  return {
    say: (rule: string, english: string): string =>
      language.value === 'zh' ? (inChinese(rule, english) ?? english) : english,
    ruleTitle: (rule: string, english: string): string =>
      language.value === 'zh' ? (ruleInChinese(rule) ?? english) : english,
  }
}

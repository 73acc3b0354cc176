import { computed } from 'vue'
import { createI18n } from 'vue-i18n'
import { hostBridge } from '../shell/host-bridge.ts'
import { closeUp } from './close-up.ts'
import { en, type MessageKey } from './en.ts'
import { loadChinesePhrases } from './phrases/load.ts'

export type Language = 'en' | 'zh'
export type LanguageChoice = Language | 'system'

/** English comes with the first page, because it also stands in where a text is missing; Chinese when asked for. */
export const i18n = createI18n({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  messages: { en: { ...en }, zh: {} },
  missingWarn: false,
  fallbackWarn: false,
  postTranslation: (translated) => (typeof translated === 'string' ? closeUp(translated) : translated),
})

const REMEMBERED = 'quantbench.language'

function systemLanguage(): Language {
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

/** The language of the last time, or the system's. */
export function rememberedLanguage(): Language {
  const value = localStorage.getItem(REMEMBERED)
  return value === 'en' || value === 'zh' ? value : systemLanguage()
}

/** Shows the interface in a language. */
export async function chooseLanguage(choice: LanguageChoice): Promise<void> {
  const language = choice === 'system' ? systemLanguage() : choice
  if (language === 'zh') {
    const [{ zh }] = await Promise.all([import('./zh.ts'), loadChinesePhrases()])
    i18n.global.setLocaleMessage('zh', { ...zh })
  }
  i18n.global.locale.value = language
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  localStorage.setItem(REMEMBERED, language)
  void hostBridge?.setLanguage(language)
}

export const language = computed<Language>(() => (i18n.global.locale.value === 'zh' ? 'zh' : 'en'))

/** Values that a message names; `count` also chooses between singular and plural. */
export type MessageValues = Record<string, string | number> & { count?: number }

/** A text by its key; a key that does not exist does not compile. */
export function text(key: MessageKey, values: MessageValues = {}): string {
  const { count } = values
  return count === undefined ? i18n.global.t(key, values) : i18n.global.t(key, values, count)
}

/** For keys that data decides (a phase, an error code): the text if there is one, else `otherwise`. */
export function textOr(key: string, otherwise: string): string {
  return i18n.global.te(key, 'en') ? i18n.global.t(key) : otherwise
}

/** Texts in the language on show; templates that use `t` follow a change of language. */
export function useText() {
  return { t: text, textOr, language }
}

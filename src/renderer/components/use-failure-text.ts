import { computed } from 'vue'
import { failureOf } from '../engine/failure.ts'
import { useText } from '../i18n/i18n.ts'
import { phrase } from '../i18n/phrases/phrase.ts'

/** What the engine advises for these is to be typed; the interface has a page for it. */
const BY_CODE = new Set(['RUN_NOT_FOUND', 'JOB_NOT_FOUND'])

/** A failure in the language of the interface: what it is called, what failed, and what to do. */
export function useFailureText(error: () => unknown) {
  const { t, textOr, language } = useText()
  const failure = computed(() => failureOf(error()))
  const title = computed(() => textOr(`failures.${failure.value.code}`, t('common.failed')))
  const message = computed(() => phrase('failure', failure.value.message))
  /** The engine speaks English: its advice that has no translation stands below what the code alone can say. */
  const way = computed(() => {
    const { code } = failure.value
    const wayOut = BY_CODE.has(code) ? null : failure.value.wayOut
    const known = textOr(`failureWays.${code}`, '')
    const said = wayOut === null ? null : phrase('remedy', wayOut)
    return language.value === 'en' || said !== wayOut ? (said ?? known) : known || said
  })
  const untranslated = computed(() => {
    const { code, wayOut } = failure.value
    if (BY_CODE.has(code)) return null
    return wayOut !== null && wayOut !== way.value && phrase('remedy', wayOut) === wayOut ? wayOut : null
  })
  return { failure, title, message, way, untranslated }
}

import type { EngineSentence } from '../../../shared/contract/engine-explanation.ts'
import { ENGINE_SENTENCES, type EngineSentenceId } from '../../../shared/engine-sentences.ts'
import { useText } from '../../i18n/i18n.ts'
import { beginningOf } from './list-beginning.ts'

const isKnown = (id: string): id is EngineSentenceId => id in ENGINE_SENTENCES

/** Says what the engine's explanation says, in the language on show; in English where there is no translation. */
export function useSay() {
  const { t } = useText()

  function say({ id, values }: EngineSentence, english: string): string {
    if (!isKnown(id)) return english
    const brief = Object.entries(values).map(([name, value]) => [name, beginningOf(value)] as const)
    return t(`engines.says.${id}`, Object.fromEntries(brief))
  }
  return { say }
}

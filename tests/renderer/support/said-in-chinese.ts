import { failureOf } from '../../../src/main/base/errors.ts'
import { CHINESE } from '../../../src/shared/phrases/chinese.ts'

/**
 * What something thrown says in the Chinese interface: the message, and the way out where it has one; null for a
 * sentence that has no translation.
 */
export async function saidInChinese(work: () => unknown): Promise<(string | null)[]> {
  try {
    await work()
  } catch (error) {
    const { message, wayOut } = failureOf(error, 'INTERNAL')
    return [CHINESE.failure(message), ...(wayOut === undefined ? [] : [CHINESE.remedy(wayOut)])]
  }
  return ['nothing failed']
}

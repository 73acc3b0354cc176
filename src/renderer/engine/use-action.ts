import { ref } from 'vue'
import { useToasts } from '../stores/toasts.ts'
import { failureOf } from './failure.ts'

/**
 * A call that a button makes: `busy` while it is under way, and a toast with code and way out when it fails.
 * @returns the result, or undefined where it failed.
 */
export function useAction() {
  const busy = ref(false)
  const toasts = useToasts()
  async function act<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    busy.value = true
    try {
      return await work()
    } catch (error) {
      toasts.failure(failureOf(error))
      return undefined
    } finally {
      busy.value = false
    }
  }
  return { busy, act }
}

import type { UseQueryReturnType } from '@tanstack/vue-query'

type Query = Pick<UseQueryReturnType<unknown, unknown>, 'isPending' | 'error' | 'data' | 'refetch'>

/** What `AsyncContent` asks of a query: `v-bind="queryState(query)"`. */
export function queryState({ isPending, error, data, refetch }: Query) {
  return {
    pending: isPending.value,
    error: error.value,
    data: data.value,
    onRetry: () => void refetch(),
  }
}

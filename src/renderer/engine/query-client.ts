import { QueryClient } from '@tanstack/vue-query'
import { onReconnect } from './connection.ts'
import { CONNECTION_LOST, failureOf } from './failure.ts'

const RETRIES = 3

/** The cache of what the engine answered. The engine is on this machine: being offline means nothing here. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // Answers are replaced and never changed: nothing has to watch the inside of them.
      shallow: true,
      networkMode: 'always',
      staleTime: 5000,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      // A refusal stays a refusal; only a call that was cut off is worth asking again.
      retry: (count, error) => count < RETRIES && failureOf(error).code === CONNECTION_LOST,
    },
    mutations: { networkMode: 'always' },
  },
})

// What happened meanwhile was not told: everything on show is read again.
onReconnect(() => void queryClient.invalidateQueries())

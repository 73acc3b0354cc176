import type { QueryKey } from '@tanstack/vue-query'

/** What this needs of a procedure of `engine` (client.ts). */
export interface Procedure<Input, Output> {
  call: (input: Input, options?: { signal?: AbortSignal }) => Promise<Output>
  key: () => readonly [path: readonly string[], options: object]
}

interface Question<Output> {
  queryKey: QueryKey
  queryFn: (context: { signal: AbortSignal }) => Promise<Output>
}

/**
 * A call of the engine as options for vue-query: `useQuery(computed(() => ask(engine.runs.get, { id })))`. Keys are
 * those of oRPC, so `engine.runs.key()` stands for all calls about runs.
 */
export function ask<Output>(procedure: Procedure<undefined, Output>): Question<Output>
export function ask<Input, Output>(procedure: Procedure<Input, Output>, input: Input): Question<Output>
export function ask<Input, Output>(
  procedure: Procedure<Input | undefined, Output>,
  input?: Input,
): Question<Output> {
  const [path] = procedure.key()
  return {
    queryKey: [path, { type: 'query', input }],
    queryFn: ({ signal }) => procedure.call(input, { signal }),
  }
}

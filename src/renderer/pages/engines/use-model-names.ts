import { useQuery } from '@tanstack/vue-query'
import { ask } from '../../engine/ask.ts'
import { engine } from '../../engine/client.ts'
import { modelName } from './model-name.ts'

/** Names model files; by their paths until the store has answered. */
export function useModelNames() {
  const models = useQuery(ask(engine.models.list))
  return (path: string): string => modelName(path, models.data.value ?? [])
}

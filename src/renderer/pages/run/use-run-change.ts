import { client, engine } from '../../engine/client.ts'
import { queryClient } from '../../engine/query-client.ts'
import { useAction } from '../../engine/use-action.ts'

type Changes = Omit<Parameters<typeof client.runs.change>[0], 'ids'>

/** Changes what the user may change of a run: name, notes, tags, folder, favourite. */
export function useRunChange(id: () => string) {
  const { busy, act } = useAction()
  async function change(changes: Changes): Promise<void> {
    await act(() => client.runs.change({ ids: [id()], ...changes }))
    await queryClient.invalidateQueries({ queryKey: engine.runs.key() })
  }
  return { busy, change }
}

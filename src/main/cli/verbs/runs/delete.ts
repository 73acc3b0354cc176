import { QuantbenchError } from '../../../base/errors.ts'
import { deleteRuns } from '../../../runs/deletion.ts'
import type { Run } from '../../../runs/run-record.ts'
import { confirm } from '../../confirm.ts'
import type { Host } from '../../host.ts'
import { formatTable } from '../../table.ts'
import { timeText } from '../../time-text.ts'
import type { Verb } from '../../verb.ts'
import { chosenRuns } from './members.ts'
import { withStore } from './run-store.ts'

interface DeleteFlags {
  yes?: boolean
  group?: boolean
}

const NOTHING_DELETED = 'Nothing was deleted.'

/** Lets the user see what is about to go. Throws USAGE where nobody can be asked, CANCELLED on a no. */
async function askFirst(host: Host, runs: readonly Run[]): Promise<void> {
  if (!process.stdin.isTTY)
    throw new QuantbenchError('USAGE', 'Expected --yes, as there is no terminal to ask on', {
      wayOut: 'Give --yes to delete without being asked.',
    })
  host.note(
    formatTable(runs, [
      { title: 'id', value: ({ id }) => id },
      { title: 'kind', value: ({ kind }) => kind },
      { title: 'name', value: ({ name }) => name },
      { title: 'when', value: ({ createdAt }) => timeText(createdAt) },
    ]),
  )
  const what = runs.length === 1 ? 'this run' : `these ${runs.length} runs`
  if (
    !(await confirm(
      `Delete ${what} with all that only ${runs.length === 1 ? 'it' : 'they'} used?`,
      host.signal,
    ))
  )
    throw new QuantbenchError('CANCELLED', 'Not confirmed', { wayOut: NOTHING_DELETED })
}

/** `quantbench runs delete ID…`: runs and what only they used. */
export const deletion: Verb = {
  register(program, withHost) {
    const command = program
      .command('delete')
      .description('delete runs and what only they used')
      .argument('<id...>', 'runs')
      .option('--group', 'also the other runs of their main jobs')
      .option('--yes', 'do not ask')
    const host = withHost(command)
    command.action((texts: string[], { yes = false, group = false }: DeleteFlags) =>
      withStore(host(), async (store) => {
        const runs = chosenRuns(store, texts, group)
        if (!yes) await askFirst(host(), runs)
        const ids = runs.map(({ id }) => id)
        const deleted = deleteRuns(store.database, store.home, ids)
        const { length } = deleted.runs
        host().result(
          deleted,
          () =>
            `Deleted ${length} ${length === 1 ? 'run' : 'runs'} and ${deleted.artifacts.length} files, ${(deleted.bytesFreed / 1e6).toFixed(2)} MB.`,
        )
      }),
    )
  },
}

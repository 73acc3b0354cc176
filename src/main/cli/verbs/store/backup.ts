import { backupStore, newBackupFolder } from '../../../runs/backup.ts'
import { resolveHome } from '../../../runs/home.ts'
import { openStore } from '../../../runs/store.ts'
import type { Verb } from '../../verb.ts'
import { bytesText, countText } from './amount-text.ts'

/** `quantbench store backup`: a whole, verified copy of the store, made while others use it. */
export const backup: Verb = {
  register(program, withHost) {
    const command = program
      .command('backup')
      .description('copy the whole store, also while others use it, and verify the copy')
      .option('--out <dir>', 'new or empty folder (default: one below `backups` in the home folder)')
    const host = withHost(command)
    command.action(async ({ out }: { out?: string }) => {
      // Nothing is changed, and a store that is not there must not be made.
      using store = openStore(resolveHome({ option: host().options.home }), { readOnly: true })
      const target = out ?? newBackupFolder(store.home)
      const made = await host().task('Back the store up', (context) => backupStore(store, target, context))
      host().result(
        made,
        () =>
          `${made.path}: ${countText(made.runs, 'run')}, ${countText(made.artifacts, 'artifact')}, ${bytesText(made.bytes)}, verified. --home ${made.path} opens it.`,
      )
    })
  },
}

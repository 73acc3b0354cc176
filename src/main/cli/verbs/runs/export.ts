import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { exportBundle } from '../../../runs/bundle-export.ts'
import type { Verb } from '../../verb.ts'
import { chosenRuns } from './members.ts'
import { withReadableStore } from './run-store.ts'

interface ExportFlags {
  out: string
  group?: boolean
  withoutModels?: boolean
}

/** `quantbench runs export ID… --out FILE`: runs with all that belongs to them, as one file. */
export const exportRuns: Verb = {
  register(program, withHost) {
    const command = program
      .command('export')
      .description('runs with all that belongs to them, as one file')
      .argument('<id...>', 'runs')
      .requiredOption('--out <file>', 'file to write')
      .option('--group', 'also the other runs of their main jobs')
      .option('--without-models', 'leave out the models that they made, which are most of the bytes')
    const host = withHost(command)
    command.action((texts: string[], { out, group = false, withoutModels = false }: ExportFlags) =>
      withReadableStore(host(), async (store) => {
        const ids = chosenRuns(store, texts, group).map(({ id }) => id)
        await host().task(`Export ${ids.length === 1 ? 'a run' : `${ids.length} runs`}`, (context) =>
          exportBundle(store, ids, out, { withoutModels }, context),
        )
        const bytes = statSync(out).size
        host().result(
          { out: resolve(out), runs: ids, bytes },
          () => `${out}: ${ids.length} ${ids.length === 1 ? 'run' : 'runs'}, ${(bytes / 1e6).toFixed(2)} MB`,
        )
      }),
    )
  },
}

import { importBundle } from '../../../runs/bundle-import.ts'
import { formatTable } from '../../table.ts'
import type { Verb } from '../../verb.ts'
import { withStore } from './run-store.ts'

/** `quantbench runs import FILE`: adds the runs of an exported file to the store. */
export const importRuns: Verb = {
  register(program, withHost) {
    const command = program
      .command('import')
      .description('add the runs of an exported file to the store')
      .argument('<file>', 'file that `runs export` wrote')
    const host = withHost(command)
    command.action((file: string) =>
      withStore(host(), async (store) => {
        const places = await host().task(`Import ${file}`, (context) => importBundle(store, file, context))
        const runs = places.map((place) => ({ ...place, name: store.runs.get(place.id).name }))
        host().result({ file, runs }, () =>
          formatTable(runs, [
            { title: 'run', value: ({ id }) => id },
            { title: 'name', value: ({ name }) => name },
            {
              title: '',
              value: ({ id, bundledId, added }) =>
                added ? (id === bundledId ? 'added' : `added; ${bundledId} in the file`) : 'was here already',
            },
          ]),
        )
      }),
    )
  },
}

import { compactHome } from '../../../runs/compaction.ts'
import { resolveHome } from '../../../runs/home.ts'
import type { Verb } from '../../verb.ts'
import { bytesText, countText } from './amount-text.ts'

/** `quantbench store compact`: gives back the space that nothing uses. */
export const compact: Verb = {
  register(program, withHost) {
    const command = program
      .command('compact')
      .description(
        'give back what nothing uses: stray files, leftovers of killed processes, old uploads, empty pages',
      )
    const host = withHost(command)
    command.action(async () => {
      const home = resolveHome({ option: host().options.home })
      const freed = await host().task('Compact the store', (context) => compactHome(home, context))
      const bytesFreed = freed.strayFiles + freed.leftovers + freed.uploads + freed.database
      host().result(
        { bytesFreed, ...freed },
        () =>
          `${bytesText(bytesFreed)} freed: stray files ${bytesText(freed.strayFiles)}, leftovers ${bytesText(freed.leftovers)}, ${countText(freed.uploadsRemoved, 'upload')} ${bytesText(freed.uploads)}, database ${bytesText(freed.database)}.`,
      )
    })
  },
}

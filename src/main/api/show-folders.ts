import { failureOf } from '../base/errors.ts'
import type { ApiContext } from './context.ts'

/**
 * Opens folders for showing that a question was about. One that may not be opened (a whole disk, a folder of the system)
 * is no reason to withhold the answer: its pictures are just not shown.
 */
export async function showFolders(
  { roots, log }: Pick<ApiContext, 'roots' | 'log'>,
  folders: readonly string[],
): Promise<void> {
  for (const folder of folders) {
    try {
      await roots.open(folder)
    } catch (error) {
      log.warn({ failure: failureOf(error, 'PATH_REFUSED') }, 'A folder is not opened for showing')
    }
  }
}

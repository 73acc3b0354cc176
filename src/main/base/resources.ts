import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { QuantbenchError } from './errors.ts'

/**
 * Path of a file that the product brings along, below `resources`: in a checkout, beside the bundle that was built from
 * it, or in an installed application. Throws FILE_NOT_FOUND.
 */
export function resourcePath(name: string): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const path = join(folder, 'resources', name)
    if (existsSync(path)) return path
    if (dirname(folder) === folder) break
  }
  throw new QuantbenchError(
    'FILE_NOT_FOUND',
    `Expected the file resources/${name} of this installation, found none`,
    {
      wayOut: 'Install the program again.',
    },
  )
}

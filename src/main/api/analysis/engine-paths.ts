import { requireReadable } from '../../base/regular-file.ts'
import type { EngineFiles } from '../../stages/engine-files.ts'

/** Throws FILE_NOT_FOUND or FILE_UNREADABLE unless an engine's files can be read to their ends. */
export function requireEngineFiles({ layers, profile }: EngineFiles): void {
  requireReadable(layers)
  if (profile !== undefined) requireReadable(profile)
}

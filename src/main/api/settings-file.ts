import { join } from 'node:path'
import { settingsSchema } from '../../shared/contract/system.ts'
import { JsonFile } from './json-file.ts'

export type SettingsFile = JsonFile<typeof settingsSchema>

/** The settings of a home folder. */
export function openSettings(home: string): SettingsFile {
  return new JsonFile(join(home, 'settings.json'), settingsSchema, settingsSchema.parse({}))
}

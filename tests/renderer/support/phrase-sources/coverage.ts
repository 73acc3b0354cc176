import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Phrases } from '../../../../src/shared/phrases/translate.ts'
import type { SourceTextOptions } from '../source-texts.ts'

const MAIN = join(import.meta.dirname, '../../../../src/main')

/** The files of a folder of the engine, by their paths under src/main. */
export const filesIn = (folder: string, wanted: (name: string) => boolean = () => true) =>
  readdirSync(join(MAIN, folder))
    .filter((name) => name.endsWith('.ts') && wanted(name))
    .map((name) => `${folder}/${name}`)

/** Which files of the engine say what a catalogue has. */
export interface Covered extends SourceTextOptions {
  catalogue: string
  phrases: readonly Phrases[]
  files: readonly string[]
  /** Texts of these files that nobody is shown. */
  unseen?: readonly string[]
}

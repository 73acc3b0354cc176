import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { KNOWN_FLAGS, tableHas } from '../../main/trt/flag-table.ts'
import type { StandInSettings } from './settings.ts'

/** A program that stands in for trtexec in tests, and what it was started with. */
export interface StandIn {
  readonly path: string
  /** The arguments of every start that was no question for help. */
  starts(): string[]
}

const PROGRAM = fileURLToPath(new URL('program.ts', import.meta.url))

/** `10.16` of `10.16.1`. */
function branchOf(version: string): string {
  return version.split('.').slice(0, 2).join('.')
}

/** Writes a stand-in for trtexec into a folder; it takes the flags of its version unless told which. */
export function standInTrtexec(
  folder: string,
  { version = '10.16.1', ...rest }: Partial<StandInSettings> = {},
): StandIn {
  const path = join(folder, 'trtexec')
  const journal = join(folder, 'trtexec.journal')
  // Not by the program's own table, which is to be tested.
  const flags =
    rest.flags ?? [...KNOWN_FLAGS.keys()].filter((flag) => tableHas(KNOWN_FLAGS, flag, branchOf(version)))
  writeFileSync(journal, '')
  const settings = JSON.stringify({ version, journal, ...rest, flags })
  const quoted = settings.replaceAll("'", `'\\''`)
  writeFileSync(
    path,
    `#!/bin/sh\nSTAND_IN_TRTEXEC='${quoted}' exec '${process.execPath}' '${PROGRAM}' "$@"\n`,
  )
  chmodSync(path, 0o755)
  const starts = () =>
    readFileSync(journal, 'utf8')
      .split('\n')
      .filter((line) => line !== '' && line !== '--help')
  return { path, starts }
}

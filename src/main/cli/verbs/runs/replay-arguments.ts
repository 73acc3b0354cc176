import type { Run } from '../../../runs/run-record.ts'
import { shellLine } from '../../../base/shell-words.ts'

/** The folder that a run's relative paths start at; null where it is not recorded. */
export function replayFolder({ environment }: Pick<Run, 'environment'>): string | null {
  const folder = environment['cwd']
  return typeof folder === 'string' && folder !== '' ? folder : null
}

/** What a person types to make a run again, for a POSIX shell. */
export function replayLine(run: Pick<Run, 'argv' | 'environment'>): string {
  const folder = replayFolder(run)
  const command = shellLine(['quantbench', ...run.argv])
  return folder === null ? command : `cd ${shellLine([folder])} && ${command}`
}

/** A run's command line, aimed at the given store instead of the one that it named, and with `--json` where wanted. */
export function replayArguments(
  { argv }: Pick<Run, 'argv'>,
  { home, json }: { home: string; json: boolean },
): string[] {
  const withoutHome = argv.filter(
    (word, at) => word !== '--home' && !word.startsWith('--home=') && argv[at - 1] !== '--home',
  )
  const others = withoutHome.filter((word) => word !== '--json')
  return [...others, '--home', home, ...(json ? ['--json'] : [])]
}

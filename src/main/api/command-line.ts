import { shellLine } from '../base/shell-words.ts'

/** What to type in a terminal for a command line of ours. */
export function commandLine(argv: readonly string[]): string {
  return shellLine(['quantbench', ...argv])
}

import { runCommand, type CommandOutcome } from '../../support/command-line.ts'

/** Runs a command line; `words` are split at spaces, `more` are taken as they are. */
export function quantbench(words: string, ...more: string[]): Promise<CommandOutcome> {
  return runCommand(...words.split(' '), ...more)
}

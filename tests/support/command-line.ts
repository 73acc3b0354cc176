import { vi } from 'vitest'
import { main, type MainHooks } from '../../src/main/cli/main.ts'
import type { Verb } from '../../src/main/cli/verb.ts'
import { VERBS } from '../../src/main/cli/verbs.ts'

/** What a command line left behind. */
export interface CommandOutcome {
  status: number
  stdout: string
  stderr: string
}

/** Runs one command line in this process. */
export function runCommand(...argv: string[]): Promise<CommandOutcome> {
  return runVerbs(VERBS, argv)
}

/** Runs one command line of the given verbs in this process. */
export async function runVerbs(
  verbs: readonly Verb[],
  argv: readonly string[],
  hooks?: MainHooks,
): Promise<CommandOutcome> {
  const outcome = { status: 0, stdout: '', stderr: '' }
  const catching = (stream: 'stdout' | 'stderr') =>
    vi.spyOn(process[stream], 'write').mockImplementation((chunk) => {
      outcome[stream] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()
      return true
    })
  const spies = [catching('stdout'), catching('stderr')]
  try {
    outcome.status = await main(argv, verbs, hooks)
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
  return outcome
}

/** Lines on stderr that are not progress. */
export function complaints({ stderr }: CommandOutcome): string[] {
  return stderr.split('\n').filter((line) => line !== '' && !line.startsWith('{'))
}

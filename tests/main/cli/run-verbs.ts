import { vi } from 'vitest'
import { main } from '../../../src/main/cli/main.ts'
import type { Verb } from '../../../src/main/cli/verb.ts'
import { VERBS } from '../../../src/main/cli/verbs.ts'
import { coco } from '../../../src/main/cli/verbs/coco.ts'
import { inspect } from '../../../src/main/cli/verbs/inspect.ts'
import { runs } from '../../../src/main/cli/verbs/runs.ts'
import { tensor } from '../../../src/main/cli/verbs/tensor.ts'
import type { CommandOutcome } from '../../support/command-line.ts'

/** Runs one command line of the given verbs in this process. */
export async function runVerbs(verbs: readonly Verb[], argv: readonly string[]): Promise<CommandOutcome> {
  const outcome = { status: 0, stdout: '', stderr: '' }
  const catching = (stream: 'stdout' | 'stderr') =>
    vi.spyOn(process[stream], 'write').mockImplementation((chunk) => {
      outcome[stream] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()
      return true
    })
  const spies = [catching('stdout'), catching('stderr')]
  try {
    outcome.status = await main(argv, verbs)
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
  return outcome
}

const ALL = [...new Set([...VERBS, runs, coco, tensor, inspect])]

/** Runs a command line; `words` are split at spaces, `more` are taken as they are. */
export function quantbench(words: string, ...more: string[]): Promise<CommandOutcome> {
  return runVerbs(ALL, [...words.split(' '), ...more])
}

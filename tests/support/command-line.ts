import { vi } from 'vitest'
import { main } from '../../src/main/cli/main.ts'

/** What a command line left behind. */
export interface CommandOutcome {
  status: number
  stdout: string
  stderr: string
}

/** Runs one command line in this process. */
export async function runCommand(...argv: string[]): Promise<CommandOutcome> {
  const outcome = { status: 0, stdout: '', stderr: '' }
  const catching = (stream: 'stdout' | 'stderr') =>
    vi.spyOn(process[stream], 'write').mockImplementation((chunk) => {
      outcome[stream] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()
      return true
    })
  const spies = [catching('stdout'), catching('stderr')]
  try {
    outcome.status = await main(argv)
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
  return outcome
}

/** Lines on stderr that are not progress. */
export function complaints({ stderr }: CommandOutcome): string[] {
  return stderr.split('\n').filter((line) => line !== '' && !line.startsWith('{'))
}

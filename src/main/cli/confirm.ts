import { createInterface } from 'node:readline/promises'

/** Where a question is asked and answered. */
export interface Terminal {
  input: NodeJS.ReadableStream
  output: NodeJS.WritableStream
}

/**
 * Asks a question that only `y` or `yes` affirms. An end of input counts as no.
 * @returns false also when the signal is aborted.
 */
export async function confirm(
  question: string,
  signal?: AbortSignal,
  terminal: Terminal = { input: process.stdin, output: process.stderr },
): Promise<boolean> {
  const reader = createInterface(terminal)
  const ended = new AbortController()
  reader.once('close', () => ended.abort())
  // A terminal in raw mode hands Ctrl-C to the reader, not to the process.
  reader.once('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  const signals = signal === undefined ? [ended.signal] : [ended.signal, signal]
  try {
    const answer = await reader.question(`${question} [y/N] `, { signal: AbortSignal.any(signals) })
    return /^y(es)?$/i.test(answer.trim())
  } catch (error) {
    if (ended.signal.aborted || signal?.aborted === true) return false
    throw error
  } finally {
    reader.close()
  }
}

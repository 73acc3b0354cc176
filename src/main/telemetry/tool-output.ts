import { startProcess } from '../base/child-process.ts'

export interface ToolOptions {
  env?: Record<string, string | undefined>
  /** After this long the tool is ended. */
  timeoutMs?: number
}

export interface ToolOutput {
  /** Exit status; null where a signal or the time limit ended it. */
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string[]
  stderr: string[]
}

/** More lines than this of a tool that should print a few are not kept. */
const LINES = 5000

/** Runs a small tool to its end. @returns null where it cannot be started. Never throws. */
export async function toolOutput(
  command: string,
  args: readonly string[],
  { env, timeoutMs = 5000 }: ToolOptions = {},
): Promise<ToolOutput | null> {
  const lines = { stdout: new Array<string>(), stderr: new Array<string>() }
  try {
    const tool = await startProcess(command, args, {
      env,
      onLine: (line, from) => {
        if (lines[from].length < LINES) lines[from].push(line)
      },
    })
    const limit = setTimeout(() => void tool.end(0), timeoutMs)
    const { code, signal } = await tool.exited
    clearTimeout(limit)
    return { code, signal, ...lines }
  } catch {
    return null
  }
}

import { Command, CommanderError, Option } from 'commander'
import { fileError, messageOf, QuantbenchError } from '../base/errors.ts'
import { VERSION } from '../base/version.ts'
import { DEVICES, isDeviceName } from '../session/devices.ts'
import { integerOption } from './arguments.ts'
import type { GlobalOptions, Host } from './host.ts'
import { jsonLinesView, terminalView } from './progress-view.ts'
import type { Verb } from './verb.ts'
import { VERBS } from './verbs.ts'

const INTERRUPTED_STATUS = 130

/** What a program around the command line changes. */
export interface MainHooks {
  /** Puts something between the verbs and what they talk to. */
  decorateHost?(host: Host): Host
  /** Hears what went wrong: what a verb threw, or wrong usage as USAGE. Its line is printed all the same. */
  onFailure?(error: unknown): void
}

/** One command line on its way: what was asked, and what can do it. */
interface Invocation extends MainHooks {
  argv: readonly string[]
  verbs: readonly Verb[]
  signal: AbortSignal
}

function createHost(options: GlobalOptions, invocation: Invocation): Host {
  const { argv, signal, decorateHost } = invocation
  const view = process.stderr.isTTY && !options.json ? terminalView : jsonLinesView
  const host: Host = {
    options,
    argv,
    signal,
    task: (title, work) => view.task(title, signal, work),
    note: (text) => process.stderr.write(`${text}\n`),
    result: (document, text) => {
      process.stdout.write(options.json ? `${JSON.stringify(document, null, 2)}\n` : `${text()}\n`)
    },
    rerun: (again, folder) => inFolder(folder, () => execute({ ...invocation, argv: again })),
  }
  return decorateHost === undefined ? host : decorateHost(host)
}

async function inFolder(folder: string, work: () => Promise<void>): Promise<void> {
  const before = process.cwd()
  try {
    process.chdir(folder)
  } catch (error) {
    throw fileError(error, folder, 'read')
  }
  await work().finally(() => process.chdir(before))
}

function globalOptions(command: Command): GlobalOptions {
  const { json, verbose, home, device, threads, seed } = command.optsWithGlobals<Record<string, unknown>>()
  return {
    json: json === true,
    verbose: verbose === true,
    home: typeof home === 'string' ? home : undefined,
    device: typeof device === 'string' && isDeviceName(device) ? device : 'auto',
    threads: typeof threads === 'number' ? threads : 0,
    seed: typeof seed === 'number' ? seed : 0,
  }
}

function addGlobalOptions(command: Command): Command {
  return command
    .option('--json', 'print one JSON document on stdout')
    .option('--home <dir>', 'where runs are kept (or QUANTBENCH_HOME)')
    .addOption(new Option('--device <name>', 'where models run').choices(DEVICES).default('auto'))
    .option('--threads <n>', 'threads of the runtime (0: all cores)', integerOption(0), 0)
    .option('--seed <n>', 'seed of everything random', integerOption(0), 0)
    .option('--verbose', 'show the causes of an error')
}

/** Commander's complaint in the form of every other error: one line, a code, the way out. */
function usageLine(text: string): string {
  const complaint = text
    .replace(/^error: /, '')
    .trim()
    .replaceAll(/\s*\n\s*/g, ' ')
  return `USAGE: ${complaint[0].toUpperCase()}${complaint.slice(1)}${/[.!?)]$/.test(complaint) ? '' : '.'} See --help.\n`
}

function createProgram(invocation: Invocation): Command {
  const program = new Command('quantbench')
    .description('INT8 workbench for ONNX object detectors: quantize, evaluate, benchmark, compare.')
    .version(VERSION)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(usageLine(text)) })
  for (const verb of invocation.verbs) {
    verb.register(program, (command) => {
      addGlobalOptions(command)
      return () => createHost(globalOptions(command), invocation)
    })
  }
  return program
}

async function execute(invocation: Invocation): Promise<void> {
  await createProgram(invocation).parseAsync(invocation.argv, { from: 'user' })
}

function causeChain(error: Error): string {
  const lines: string[] = []
  for (
    let cause = error.cause;
    cause !== undefined;
    cause = cause instanceof Error ? cause.cause : undefined
  ) {
    lines.push(
      `  caused by: ${cause instanceof Error && cause.stack !== undefined ? cause.stack : messageOf(cause)}`,
    )
  }
  return lines.join('\n')
}

/** Commander's exit, of which it has printed its own line: nothing for help and version, else wrong usage. */
function usageError({ exitCode, code, message }: CommanderError): QuantbenchError | undefined {
  if (exitCode === 0) return undefined
  const complaint = code === 'commander.help' ? 'Expected a command, got none' : message
  return new QuantbenchError('USAGE', complaint.replace(/^error: /, ''))
}

/** Prints what went wrong in one line (with its causes where asked) and gives the exit status. */
function reportFailure(error: unknown, verbose: boolean): number {
  const known = error instanceof QuantbenchError ? error : unexpected(error)
  process.stderr.write(`${known.toLine()}\n`)
  if (verbose) process.stderr.write(`${known.stack ?? ''}\n${causeChain(known)}\n`)
  return known.exitStatus
}

/** Tells how a command line ended that threw. @returns the exit status. */
function endOf(thrown: unknown, verbose: boolean, { onFailure }: MainHooks): number {
  if (thrown instanceof CommanderError) {
    const wrong = usageError(thrown)
    if (wrong !== undefined) onFailure?.(wrong)
    return wrong?.exitStatus ?? 0
  }
  onFailure?.(thrown)
  return reportFailure(thrown, verbose)
}

function unexpected(error: unknown): QuantbenchError {
  return new QuantbenchError('INTERNAL', messageOf(error), {
    wayOut: 'Run again with --verbose and report what it shows.',
    cause: error,
  })
}

/** Runs one command line. @returns the exit status: 0 done, 1 failed, 2 wrong usage, 130 interrupted. */
export async function main(
  argv: readonly string[],
  verbs: readonly Verb[] = VERBS,
  hooks: MainHooks = {},
): Promise<number> {
  const controller = new AbortController()
  const interrupt = () => {
    // A second Ctrl-C does not wait for the running image.
    if (controller.signal.aborted) process.exit(INTERRUPTED_STATUS)
    controller.abort()
  }
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt)
  try {
    await execute({ argv, verbs, signal: controller.signal, ...hooks })
    return 0
  } catch (thrown) {
    const status = endOf(thrown, argv.includes('--verbose'), hooks)
    return controller.signal.aborted ? INTERRUPTED_STATUS : status
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
  }
}

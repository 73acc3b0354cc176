import { Command } from 'commander'
import { fileError, QuantbenchError } from './base/errors.ts'
import type { Host } from './cli/host.ts'
import { main } from './cli/main.ts'
import type { Verb } from './cli/verb.ts'
import { VERBS } from './cli/verbs.ts'
import { runAsJob, type JobTask } from './jobs/job-process.ts'
import { argvOf } from './jobs/job-specification.ts'
import { jsonSchema, type Json } from './runs/json-column.ts'

/** What a command line came to, beside its exit status. */
interface Findings {
  document: Json
  error: unknown
}

/** The command line's host, with results, tasks and remarks told to whoever watches the job. */
function jobHost(host: Host, { reporter }: JobTask, findings: Findings): Host {
  return {
    ...host,
    task: (title, work) => reporter.task(title, host.signal, work),
    note: (text) => reporter.log('info', text),
    result: (document) => {
      findings.document = jsonSchema.parse(JSON.parse(JSON.stringify(document)))
    },
  }
}

/** A command whose failure is seen before the command line turns it into a line of text. */
class WatchedCommand extends Command {
  private readonly onError: (error: unknown) => void

  constructor(name: string | undefined, onError: (error: unknown) => void) {
    super(name)
    this.onError = onError
  }

  override createCommand(name?: string): Command {
    return new WatchedCommand(name, this.onError)
  }

  override action(work: Parameters<Command['action']>[0]): this {
    return super.action(async (...words) => {
      try {
        await work.apply(this, words)
      } catch (error) {
        this.onError(error)
        throw error
      }
    })
  }

  override error(message: string, options?: Parameters<Command['error']>[1]): never {
    this.onError(new QuantbenchError('USAGE', message.replace(/^error: /, '')))
    super.error(message, options)
  }
}

function watched(verb: Verb, task: JobTask, findings: Findings): Verb {
  return {
    register(program, withHost) {
      const onError = (error: unknown) => (findings.error = error)
      program.createCommand = (name) => new WatchedCommand(name, onError)
      verb.register(program, (command) => {
        const host = withHost(command)
        return () => jobHost(host(), task, findings)
      })
    },
  }
}

function enterFolder(folder: string | undefined): void {
  if (folder === undefined) return
  try {
    process.chdir(folder)
  } catch (error) {
    throw fileError(error, folder, 'read')
  }
}

/** Runs the job's command line as a terminal would, on the same verbs. */
async function runVerb(task: JobTask): Promise<Json> {
  const { specification, resume, home } = task
  enterFolder(specification.cwd)
  if (home !== undefined) process.env['QUANTBENCH_HOME'] = home
  const findings: Findings = { document: null, error: null }
  const verbs = VERBS.map((verb) => watched(verb, task, findings))
  const status = await main(argvOf(specification, resume), verbs)
  if (status === 0) return findings.document
  throw (
    findings.error ??
    new QuantbenchError('USAGE', `Expected a command line, got ${specification.argv.join(' ')}`)
  )
}

await runAsJob(runVerb)

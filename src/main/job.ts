import { fileError } from './base/errors.ts'
import type { Host } from './cli/host.ts'
import { main } from './cli/main.ts'
import { VERBS } from './cli/verbs.ts'
import { runAsJob, type JobTask } from './jobs/job-process.ts'
import { argvOf } from './jobs/job-specification.ts'
import { jsonSchema, type Json } from './runs/json-column.ts'

function enterFolder(folder: string | undefined): void {
  if (folder === undefined) return
  try {
    process.chdir(folder)
  } catch (error) {
    throw fileError(error, folder, 'read')
  }
}

/** Runs the job's command line as a terminal would, on the same verbs, and tells the job's watchers what it says. */
async function runVerb({ specification, resume, home, reporter }: JobTask): Promise<Json> {
  enterFolder(specification.cwd)
  if (home !== undefined) process.env['QUANTBENCH_HOME'] = home
  let result: Json = null
  let failure: unknown
  const decorateHost = (host: Host): Host => ({
    ...host,
    task: (title, work) => reporter.task(title, host.signal, work),
    note: (text, level = 'info') => reporter.log(level, text),
    result: (document) => (result = jsonSchema.parse(JSON.parse(JSON.stringify(document)))),
  })
  const onFailure = (error: unknown) => (failure = error)
  const status = await main(argvOf(specification, resume), VERBS, { decorateHost, onFailure })
  if (status === 0) return result
  throw failure
}

await runAsJob(runVerb)

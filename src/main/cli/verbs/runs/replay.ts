import { existsSync } from 'node:fs'
import { QuantbenchError } from '../../../base/errors.ts'
import { sha256File } from '../../../base/files.ts'
import type { Run } from '../../../runs/run-record.ts'
import type { Host } from '../../host.ts'
import type { Verb } from '../../verb.ts'
import { replayArguments, replayFolder, replayLine } from './replay-arguments.ts'
import { withReadableStore } from './run-store.ts'

interface ReplayFlags {
  print?: boolean
  cwd?: string
}

/** A result can only come out the same when the model is still the same. */
async function noteChangedModel(host: Host, { model }: Run): Promise<void> {
  if (model === null || !existsSync(model.path)) return
  if ((await sha256File(model.path)) !== model.sha256)
    host.note(`${model.path} is not the file that this run took: its SHA-256 has changed.`)
}

async function replayRun(host: Host, text: string, { print = false, cwd }: ReplayFlags): Promise<void> {
  const [run, home] = await withReadableStore(host, (store) => [store.runs.find(text), store.home] as const)
  const { id, argv } = run
  const folder = cwd ?? replayFolder(run) ?? process.cwd()
  if (print) {
    const line = replayLine({ argv, environment: { cwd: folder } })
    host.result({ run: id, argv, cwd: folder, line }, () => line)
    return
  }
  if (argv.length === 0)
    throw new QuantbenchError('USAGE', `Expected a run with a command line, ${id} has none`, {
      wayOut: '`quantbench runs show` tells what is known of it.',
    })
  if (!existsSync(folder))
    throw new QuantbenchError('FILE_NOT_FOUND', `${folder}, where run ${id} started, does not exist`, {
      wayOut: 'Name the folder that its paths start at now with --cwd.',
    })
  await noteChangedModel(host, run)
  await host.rerun(replayArguments(run, { home, json: host.options.json }), folder)
}

/** `quantbench runs replay ID`: does what made a run once more, or shows how. */
export const replay: Verb = {
  register(program, withHost) {
    const command = program
      .command('replay')
      .description('do once more what made a run')
      .argument('<id>', 'id of a run, or a beginning or ending of it')
      .option('--print', 'only print the command line')
      .option('--cwd <dir>', 'folder that its relative paths start at (default: as recorded)')
    const host = withHost(command)
    command.action((id: string, flags: ReplayFlags) => replayRun(host(), id, flags))
  },
}

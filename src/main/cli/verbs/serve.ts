import { fileURLToPath } from 'node:url'
import { startProcess } from '../../base/child-process.ts'
import { ERROR_CODES, QuantbenchError, type ErrorCode } from '../../base/errors.ts'
import { describeExit } from '../../base/exit-reason.ts'
import { processEntry } from '../../base/process-entry.ts'
import { resolveHome } from '../../runs/home.ts'
import { engineMessageSchema, type EngineMessage } from '../../../shared/engine-message.ts'
import { integerOption } from '../arguments.ts'
import type { Host } from '../host.ts'
import { openInBrowser } from '../open-in-browser.ts'
import type { Verb } from '../verb.ts'

interface ServeFlags {
  port?: number
  open: boolean
  leaveJobs?: boolean
}

function isCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_CODES, code)
}

/** What the engine could not do, as this command's own error. */
function engineError({ failure }: Extract<EngineMessage, { type: 'failed' }>): QuantbenchError {
  const { code, message, wayOut } = failure
  return new QuantbenchError(isCode(code) ? code : 'INTERNAL', message, { wayOut: wayOut ?? undefined })
}

async function serve(host: Host, { port, open, leaveJobs = false }: ServeFlags): Promise<void> {
  const home = resolveHome({ option: host.options.home })
  const args = [
    fileURLToPath(processEntry('engine')),
    '--home',
    home,
    ...(port === undefined ? [] : ['--port', String(port)]),
  ]
  const lines: string[] = []
  let failed: QuantbenchError | undefined
  const hear = (message: unknown) => {
    const parsed = engineMessageSchema.safeParse(message)
    if (!parsed.success) return
    if (parsed.data.type === 'failed') failed = engineError(parsed.data)
    if (parsed.data.type !== 'ready') return
    const { url } = parsed.data
    host.result({ url, port: parsed.data.port, home }, () => url)
    host.note(
      'Ctrl-C ends it. Whoever has the address can use the workbench; it is reachable from this machine only.',
    )
    if (open) void openInBrowser(url)
  }
  const engine = await startProcess(process.execPath, args, {
    onMessage: hear,
    onLine: (line) => {
      lines.push(line)
      if (lines.length > 20) lines.shift()
      if (failed === undefined && !/^[A-Z_]+: /.test(line)) host.note(line)
    },
  })
  const stop = () => engine.send({ type: 'stop', mode: leaveJobs ? 'leave' : 'stop' })
  host.signal.addEventListener('abort', stop)
  if (host.signal.aborted) stop()
  const exit = await engine.exited
  if (failed !== undefined) throw failed
  if (exit.code !== 0)
    throw new QuantbenchError('PROCESS_FAILED', `The engine ended: ${describeExit(exit, lines)}`, {
      wayOut: 'Its jobs run on; start it again to look after them.',
    })
  host.note('The engine has ended.')
}

/** `quantbench serve`: the workbench in a browser. */
export const serveVerb: Verb = {
  register(program, withHost) {
    const command = program
      .command('serve')
      .description('the workbench in a browser, served to this machine only')
      .option('--port <n>', 'port to serve on (default: a free one)', integerOption(1))
      .option('--no-open', 'do not open a browser')
      .option('--leave-jobs', 'let running jobs run on when it ends')
    const host = withHost(command)
    command.action((flags: ServeFlags) => serve(host(), flags))
  },
}

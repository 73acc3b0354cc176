import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawn } from 'node:child_process'
import { describe, expect, it, onTestFinished } from 'vitest'
import { throwIfCancelled } from '../../../src/main/base/cancel.ts'
import { QuantbenchError } from '../../../src/main/base/errors.ts'
import type { Host } from '../../../src/main/cli/host.ts'
import type { Verb } from '../../../src/main/cli/verb.ts'
import { complaints } from '../../support/command-line.ts'
import { runVerbs } from '../../support/command-line.ts'

/** A verb that does what a test wants. */
function verb(name: string, action: (host: Host, word: string | undefined) => void | Promise<void>): Verb {
  return {
    register(program, withHost) {
      const command = program.command(name).argument('[word]')
      const host = withHost(command)
      command.action((word: string | undefined) => action(host(), word))
    },
  }
}

const greet = verb('greet', (host, word) =>
  host.result({ hello: word, options: host.options }, () => `hello ${word}`),
)

const fail = (error: unknown) =>
  verb('fail', () => {
    throw error
  })

describe('results', () => {
  it('are one JSON document on stdout with --json, else the text, and nothing on stderr', async () => {
    const text = await runVerbs([greet], ['greet', 'world'])
    expect(text).toEqual({ status: 0, stdout: 'hello world\n', stderr: '' })
    const json = await runVerbs([greet], ['greet', 'world', '--json'])
    expect(JSON.parse(json.stdout)).toMatchObject({ hello: 'world' })
    expect(json).toMatchObject({ status: 0, stderr: '' })
  })

  it('come with the options of every verb, wherever they stand', async () => {
    const flags = ['--threads', '3', '--seed', '7', '--home', '/h', '--device', 'cpu', '--json']
    const { stdout } = await runVerbs([greet], ['greet', ...flags, 'world'])
    expect(JSON.parse(stdout).options).toEqual({
      json: true,
      verbose: false,
      home: '/h',
      device: 'cpu',
      threads: 3,
      seed: 7,
    })
  })

  it('leave stdout to themselves: progress and notes go to stderr', async () => {
    const busy = verb('busy', async (host) => {
      host.note('a remark')
      const sum = await host.task('Add', async ({ onProgress }) => {
        onProgress?.({ phase: 'add', done: 2, total: 2, unit: 'numbers' })
        return 5
      })
      host.result({ sum }, () => String(sum))
    })
    const { stdout, stderr } = await runVerbs([busy], ['busy', '--json'])
    expect(JSON.parse(stdout)).toEqual({ sum: 5 })
    expect(stderr).toContain('a remark\n')
    expect(stderr).toContain('"phase":"add"')
  })

  it('help and version end well', async () => {
    const help = await runVerbs([greet], ['greet', '--help'])
    expect(help.status).toBe(0)
    expect(help.stdout).toContain('--device <name>')
    expect((await runVerbs([greet], ['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})

describe('wrong usage', () => {
  const cases: [name: string, argv: string[], says: RegExp][] = [
    ['an unknown verb', ['grret'], /unknown command 'grret'/i],
    ['an unknown option', ['greet', '--loud'], /unknown option '--loud'/i],
    ['a device that there is none of', ['greet', '--device', 'abacus'], /abacus.*auto, cpu/],
    ['a number of threads that is none', ['greet', '--threads', 'many'], /many.*whole number from 0/],
    ['an option without its value', ['greet', '--home'], /--home/],
    ['too many words', ['greet', 'a', 'b'], /too many arguments/i],
  ]

  it.each(cases)('%s: exit status 2 and one line', async (_name, argv, says) => {
    const { status, stdout, stderr } = await runVerbs([greet], argv)
    expect(status).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^USAGE: [A-Z].*See --help\.\n$/)
    expect(stderr).toMatch(says)
  })

  it('nothing at all shows the help', async () => {
    const { status, stdout, stderr } = await runVerbs([greet], [])
    expect(status).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain('Commands:')
  })
})

describe('failures', () => {
  it.each([
    ['USAGE', 2],
    ['RECIPE_INVALID', 2],
    ['MODEL_INPUT', 1],
  ] as const)('%s: exit status %i, one line with the way out', async (code, status) => {
    const error = new QuantbenchError(code, 'Expected bread,\n got stones', { wayOut: 'Bake.' })
    expect(await runVerbs([fail(error)], ['fail', '--json'])).toEqual({
      status,
      stdout: '',
      stderr: `${code}: Expected bread, got stones. Bake.\n`,
    })
  })

  it('what nobody expected is INTERNAL, with its causes only when asked for', async () => {
    const error = new TypeError('boom', { cause: new Error('the fuse') })
    const plain = await runVerbs([fail(error)], ['fail'])
    expect(plain).toMatchObject({ status: 1, stdout: '' })
    expect(plain.stderr).toMatch(/^INTERNAL: boom\. Run again with --verbose.*\n$/)
    const verbose = await runVerbs([fail(error)], ['fail', '--verbose'])
    expect(verbose.stderr).toContain('caused by: TypeError: boom')
    expect(verbose.stderr).toContain('caused by: Error: the fuse')
  })

  it('a thrown word is reported too', async () => {
    expect((await runVerbs([fail('a word')], ['fail'])).stderr).toMatch(/^INTERNAL: a word\./)
  })
})

describe('interruption', () => {
  const patient = verb('patient', async ({ signal }) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    throwIfCancelled(signal)
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('%s: exit status 130 and one line', async (name) => {
    const before = process.listenerCount(name)
    const running = runVerbs([patient], ['patient'])
    process.emit(name)
    const outcome = await running
    expect(outcome.status).toBe(130)
    expect(complaints(outcome)).toEqual([expect.stringMatching(/^CANCELLED: /)])
    expect(process.listenerCount(name)).toBe(before)
  })

  it('ends a process that is sent the signal', async () => {
    const fixture = join(import.meta.dirname, 'fixtures/patient.ts')
    const child = spawn(process.execPath, [fixture], { stdio: ['ignore', 'pipe', 'pipe'] })
    let stderr = ''
    child.stderr.on('data', (chunk) => (stderr += String(chunk)))
    // Its first words say that it waits.
    child.stderr.once('data', () => child.kill('SIGINT'))
    const status = await new Promise((resolve) => child.on('exit', resolve))
    expect(stderr).toContain('CANCELLED: ')
    expect(status).toBe(130)
  })
})

describe('hooks', () => {
  /** Runs a command line with hooks. @returns what `onFailure` heard */
  async function failuresOf(verbs: readonly Verb[], argv: readonly string[]): Promise<unknown[]> {
    const failures: unknown[] = []
    const outcome = await runVerbs(verbs, argv, { onFailure: (error) => failures.push(error) })
    expect(outcome.stderr === '').toBe(failures.length === 0)
    return failures
  }

  it('hear what a verb threw, once, also from a command line in place of another', async () => {
    const error = new QuantbenchError('MODEL_INPUT', 'no')
    const again = verb('again', (host) => host.rerun(['fail'], '.'))
    expect(await failuresOf([fail(error)], ['fail'])).toEqual([error])
    expect(await failuresOf([fail(error), again], ['again'])).toEqual([error])
    expect(await failuresOf([fail('a word')], ['fail'])).toEqual(['a word'])
  })

  it('hear of wrong usage, and nothing where all is well', async () => {
    const usage = (message: string) => [expect.objectContaining({ code: 'USAGE', message })]
    expect(await failuresOf([greet], ['greet', '--loud'])).toEqual(usage("unknown option '--loud'"))
    expect(await failuresOf([greet], [])).toEqual(usage('Expected a command, got none'))
    expect(await failuresOf([greet], ['--help'])).toEqual([])
    expect(await failuresOf([greet], ['greet'])).toEqual([])
  })

  it('stand between every verb and its host', async () => {
    const heard: unknown[] = []
    const decorateHost = (host: Host): Host => ({ ...host, result: (document) => heard.push(document) })
    const again = verb('again', (host) => host.rerun(['greet', 'you'], '.'))
    const outcome = await runVerbs([greet, again], ['again'], { decorateHost })
    expect(outcome).toEqual({ status: 0, stdout: '', stderr: '' })
    expect(heard).toEqual([expect.objectContaining({ hello: 'you' })])
  })
})

describe('rerun', () => {
  const where = verb('where', (host, word) =>
    host.result({ word, cwd: process.cwd(), argv: host.argv }, () => ''),
  )

  function temporaryFolder(): string {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'quantbench-rerun-')))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    return folder
  }

  it('does another command line from its folder, and comes back', async () => {
    const folder = temporaryFolder()
    const before = process.cwd()
    const again = verb('again', (host) => host.rerun(['where', 'x', '--json'], folder))
    const { status, stdout } = await runVerbs([where, again], ['again'])
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toEqual({ word: 'x', cwd: folder, argv: ['where', 'x', '--json'] })
    expect(process.cwd()).toBe(before)
  })

  it('ends as the other command line ends', async () => {
    const folder = temporaryFolder()
    const before = process.cwd()
    const again = verb('again', (host, word) => host.rerun([word ?? ''], folder))
    const error = new QuantbenchError('MODEL_INPUT', 'no')
    expect(await runVerbs([fail(error), again], ['again', 'fail'])).toMatchObject({ status: 1 })
    expect(await runVerbs([again], ['again', 'nowhere'])).toMatchObject({ status: 2 })
    expect(process.cwd()).toBe(before)
  })

  it('says so where the folder is gone', async () => {
    const again = verb('again', (host) => host.rerun(['again'], '/nowhere/at/all'))
    const { status, stderr } = await runVerbs([again], ['again'])
    expect(status).toBe(1)
    expect(stderr).toMatch(/^FILE_NOT_FOUND: \/nowhere\/at\/all does not exist/)
  })
})

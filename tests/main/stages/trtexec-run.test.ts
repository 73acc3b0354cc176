import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { TrtexecError } from '../../../src/main/stages/trtexec-failure.ts'
import { runTrtexec, type TrtexecRunOptions } from '../../../src/main/stages/trtexec-run.ts'
import type { StandInFailure, StandInSettings } from '../../support/stand-in-trtexec/settings.ts'
import { standInTrtexec } from '../../support/stand-in-trtexec/stand-in.ts'
import { temporaryFolder } from '../runs/temporary-store.ts'

const BUILD = ['--onnx=m.onnx', '--saveEngine=m.engine', '--skipInference']

function start(
  settings: Partial<StandInSettings>,
  options: TrtexecRunOptions = {},
  args: readonly string[] = BUILD,
) {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'm.onnx'), 'a model')
  const { path: program } = standInTrtexec(folder, settings)
  return runTrtexec({ program, args, folder, label: 'yolo', purpose: 'build' }, options)
}

function failing(how: StandInFailure, options: TrtexecRunOptions = {}) {
  return start({ failures: [{ when: '.', how }] }, options)
}

async function failureOf(run: Promise<unknown>): Promise<TrtexecError> {
  const thrown: unknown = await run.catch((error: unknown) => error)
  if (thrown instanceof TrtexecError) return thrown
  throw new Error('expected a TrtexecError', { cause: thrown })
}

const PATIENCE_MS = 30_000

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

describe('runTrtexec', () => {
  it('gives the log, the line and the phases as they begin', async () => {
    const phases: string[] = []
    const lines: string[] = []
    const { log, line, text } = await start(
      { version: '10.16.1' },
      { onPhase: (phase) => phases.push(phase), onLine: (each) => lines.push(each) },
    )
    expect(phases).toEqual(['starting', 'parsing', 'building', 'loading', 'finished'])
    expect(log).toMatchObject({ outcome: 'passed', version: { major: 10, minor: 16, patch: 1 } })
    expect(line).toMatch(/\/trtexec --onnx=m\.onnx --saveEngine=m\.engine --skipInference$/)
    expect(text.split('\n').slice(1, -1)).toEqual(lines)
    expect(text.startsWith(`$ ${line}\n&&&& RUNNING`)).toBe(true)
  })

  it.each([
    ['out-of-memory', 'ENGINE_BUILD', 'out-of-memory', 'ran out of memory', false],
    ['unsupported-operator', 'MODEL_OPERATOR', 'unsupported-operator', 'NonZero', false],
    ['asymmetric', 'MODEL_OPERATOR', 'qdq-asymmetric', 'not symmetric', false],
    ['zero-scale', 'MODEL_OPERATOR', 'qdq-scale', 'scale of zero or below', false],
    ['scale-count', 'MODEL_OPERATOR', 'qdq-channels', 'one scale for each output channel', false],
    ['missing-plugin', 'MODEL_OPERATOR', 'missing-plugin', 'EfficientNMS_TRT', false],
    ['no-gpu', 'DEVICE_MISSING', 'no-gpu', 'No NVIDIA GPU', true],
    ['cuda-version', 'DEVICE_MISSING', 'cuda-version', 'driver is older', true],
    ['missing-library', 'TRTEXEC_MISSING', 'missing-library', 'libnvinfer.so.10', true],
    ['silence', 'ENGINE_BUILD', 'unexplained', 'exit status 3', false],
    ['crash', 'ENGINE_BUILD', 'unexplained', 'SIGSEGV', false],
  ] as const)('explains %s', async (how, code, kind, words, isGeneral) => {
    const error = await failureOf(failing(how))
    expect(error).toMatchObject({ code, kind, isGeneral, purpose: 'build' })
    expect(error.message).toMatch(/^yolo: /)
    expect(error.message).toContain(words)
    expect(error.wayOut).not.toBe('')
    expect(error.log.startsWith('$ ')).toBe(true)
  })

  it('explains a flag that this version does not know', async () => {
    const error = await failureOf(start({ version: '11.0.0' }, {}, [...BUILD, '--fp16']))
    expect(error).toMatchObject({ code: 'ENGINE_BUILD', kind: 'unknown-option', isGeneral: true })
    expect(error.message).toContain('--fp16')
  })

  it('ends one that takes too long, and says how to give it more time', async () => {
    const error = await failureOf(failing('hang', { timeoutMs: 1500 }))
    expect(error).toMatchObject({ code: 'ENGINE_BUILD', kind: undefined })
    expect(error.message).toContain('ended after 1.5 s')
    expect(error.wayOut).toContain('--timeout')
  })

  it('ends it and what it started when cancelled, also what does not listen to a signal', async () => {
    const controller = new AbortController()
    const pids: number[] = []
    const onLine = (line: string) => {
      const child = /child (\d+)/.exec(line)
      if (child !== null) pids.push(Number(child[1]))
      if (line.includes('Start parsing')) controller.abort()
    }
    const run = failing('stubborn', { signal: controller.signal, onLine, onStart: (pid) => pids.push(pid) })
    await expect(run).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(pids).toHaveLength(2)
    // What is killed still has its number until the system has cleared it away.
    await expect.poll(() => pids.filter(isAlive), { timeout: PATIENCE_MS }).toEqual([])
  })

  it('does not start when cancelled before', async () => {
    const pids: number[] = []
    const run = start({}, { signal: AbortSignal.abort(), onStart: (pid) => pids.push(pid) })
    await expect(run).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(pids).toEqual([])
  })

  it('says that the program is gone', async () => {
    const folder = temporaryFolder()
    const call = { program: join(folder, 'gone'), args: [], folder, label: 'yolo', purpose: 'build' } as const
    await expect(runTrtexec(call)).rejects.toMatchObject({ code: 'TRTEXEC_MISSING' })
  })
})

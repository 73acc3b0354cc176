import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkTrtexec, findTrtexec } from '../../../../src/main/stages/doctor/trtexec.ts'
import { temporaryFolder, writeScript } from '../../telemetry/temporary-folder.ts'

const windows = process.platform === 'win32'
const note = windows ? ' [skipped: the stand-in for trtexec is a shell script]' : ''
const BANNER = 'echo "&&&& RUNNING TensorRT.trtexec [TensorRT v100300] # trtexec --help"'

const linux = (environment: Record<string, string>) => ({ platform: 'linux' as const, environment })

/** A folder `bin` with a trtexec of these lines; the folder above it. */
function makeTensorRt(...lines: string[]): string {
  const home = temporaryFolder()
  mkdirSync(join(home, 'bin'))
  writeScript(join(home, 'bin'), 'trtexec', ...lines)
  return home
}

describe.skipIf(windows)(`findTrtexec${note}`, () => {
  it('takes the setting before PATH, and PATH before TENSORRT_HOME', () => {
    const [one, two] = [makeTensorRt(), makeTensorRt()]
    const surroundings = linux({ PATH: `/nowhere:${join(one, 'bin')}`, TENSORRT_HOME: two })
    expect(findTrtexec('/my/trtexec', surroundings)).toEqual({ path: '/my/trtexec', from: 'the setting' })
    expect(findTrtexec('', surroundings)).toEqual({ path: join(one, 'bin/trtexec'), from: 'PATH' })
    const onlyHome = linux({ PATH: '/nowhere', TENSORRT_HOME: two })
    expect(findTrtexec(undefined, onlyHome)).toEqual({
      path: join(two, 'bin/trtexec'),
      from: 'TENSORRT_HOME',
    })
  })

  it('looks in the usual places last, and below TENSORRT_ROOT too', () => {
    const [home, usual] = [makeTensorRt(), makeTensorRt()]
    const folders = ['/nowhere', join(usual, 'bin')]
    expect(findTrtexec('', linux({ PATH: '/nowhere' }), folders)).toEqual({
      path: join(usual, 'bin/trtexec'),
      from: 'the usual places',
    })
    expect(findTrtexec('', linux({ TENSORRT_ROOT: home }), folders)?.from).toBe('TENSORRT_ROOT')
    expect(findTrtexec('', linux({}), ['/nowhere'])).toBeNull()
  })

  it('takes no file that cannot be run', () => {
    const home = temporaryFolder()
    mkdirSync(join(home, 'trtexec'))
    expect(findTrtexec('', linux({ PATH: home }))?.path).not.toBe(join(home, 'trtexec'))
  })
})

describe.skipIf(windows)(`checkTrtexec${note}`, () => {
  const check = (setting: string, patienceMs = 60_000) =>
    checkTrtexec(setting, { ...linux({ PATH: process.env['PATH'] ?? '' }), patienceMs })
  const path = (...lines: string[]) => join(makeTensorRt(...lines), 'bin/trtexec')

  it('tells the version', async () => {
    const trtexec = path(BANNER)
    expect(await check(trtexec)).toEqual({
      id: 'trtexec',
      title: 'trtexec',
      state: 'ok',
      found: `10.3.0 at ${trtexec} (the setting)`,
      wayOut: null,
      details: [],
    })
  })

  it('names the library that it lacks', async () => {
    const loader =
      'trtexec: error while loading shared libraries: libnvinfer.so.10: cannot open shared object file: No such file or directory'
    expect(await check(path(`echo "${loader}" >&2`, 'exit 127'))).toMatchObject({
      state: 'warning',
      found: expect.stringContaining('lacks libnvinfer.so.10'),
      wayOut: expect.stringContaining('LD_LIBRARY_PATH'),
    })
  })

  it('has a warning for a program that says nothing, something else, or never ends', async () => {
    expect(await check(path('exit 0'))).toMatchObject({ state: 'warning' })
    expect(await check(path('echo hello'))).toMatchObject({ state: 'warning', details: ['hello'] })
    expect(await check(path('sleep 60'), 100)).toMatchObject({ state: 'warning' })
  })

  it('does not take another one where the setting leads nowhere', async () => {
    expect(await check('/nowhere/trtexec')).toMatchObject({
      state: 'missing',
      found: '/nowhere/trtexec (the setting) does not exist',
    })
  })
})

import { describe, expect, it } from 'vitest'
import { checkTrtexec } from '../../../../src/main/stages/doctor/trtexec-check.ts'
import { temporaryFolder, writeScript } from '../../telemetry/temporary-folder.ts'

const windows = process.platform === 'win32'
const note = windows ? ' [skipped: the stand-in for trtexec is a shell script]' : ''
const BANNER = 'echo "&&&& RUNNING TensorRT.trtexec [TensorRT v100300] # trtexec --help"'

describe.skipIf(windows)(`checkTrtexec${note}`, () => {
  const check = (setting: string, patienceMs = 60_000) =>
    checkTrtexec(setting, {
      platform: 'linux',
      environment: { PATH: process.env['PATH'] ?? '' },
      patienceMs,
    })
  const path = (...lines: string[]) => writeScript(temporaryFolder(), 'trtexec', ...lines)

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
    expect(await check(path('exit 0'))).toMatchObject({ state: 'warning', details: [] })
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

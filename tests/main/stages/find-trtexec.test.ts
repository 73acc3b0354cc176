import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findTrtexec } from '../../../src/main/stages/find-trtexec.ts'
import { temporaryFolder, writeScript } from '../telemetry/temporary-folder.ts'

const windows = process.platform === 'win32'
const note = windows ? ' [skipped: the stand-in for trtexec is a shell script]' : ''

const linux = (environment: Record<string, string>) => ({ platform: 'linux' as const, environment })

/** A folder with a trtexec in its folder `bin`. */
function makeTensorRt(): string {
  const home = temporaryFolder()
  mkdirSync(join(home, 'bin'))
  writeScript(join(home, 'bin'), 'trtexec')
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

import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkTrtexec } from '../../../src/main/stages/doctor/trtexec-check.ts'
import { openTrtexec } from '../../../src/main/stages/trtexec-tool.ts'
import { formatVersion } from '../../../src/main/trt/trtexec-version.ts'
import { standInTrtexec } from '../../support/stand-in-trtexec/stand-in.ts'
import { temporaryFolder } from '../runs/temporary-store.ts'

function program(text: string): string {
  const path = join(temporaryFolder(), 'trtexec')
  writeFileSync(path, `#!/bin/sh\n${text}\n`)
  chmodSync(path, 0o755)
  return path
}

describe('openTrtexec', () => {
  it.each(['8.6.1', '10.16.1', '11.0.0'])('asks %s for its version and its flags', async (version) => {
    const { path } = standInTrtexec(temporaryFolder(), { version })
    const { release, from } = await openTrtexec(path)
    expect(formatVersion(release)).toBe(version)
    expect(from).toBe('the setting')
    expect(release.listed?.has('fp16')).toBe(version !== '11.0.0')
  })

  it('finds it by TENSORRT_HOME', async () => {
    const folder = temporaryFolder()
    const { path } = standInTrtexec(folder)
    const environment = { TENSORRT_HOME: folder, PATH: '' }
    await expect(openTrtexec(undefined, { environment })).resolves.toMatchObject({
      path,
      from: 'TENSORRT_HOME',
    })
  })

  it('says that there is none, with the way to one', async () => {
    const nowhere = openTrtexec(undefined, { platform: 'win32', environment: {} })
    await expect(nowhere).rejects.toMatchObject({
      code: 'TRTEXEC_MISSING',
      wayOut: expect.stringContaining('TENSORRT_HOME'),
    })
    const gone = openTrtexec('/no/such/trtexec')
    await expect(gone).rejects.toMatchObject({
      code: 'TRTEXEC_MISSING',
      message: expect.stringContaining('/no/such/trtexec (the setting) does not exist'),
    })
  })

  it('names the library that is missing', async () => {
    const path = program(
      'echo "trtexec: error while loading shared libraries: libnvinfer.so.10: cannot open shared object file: No such file or directory" >&2; exit 127',
    )
    await expect(openTrtexec(path)).rejects.toMatchObject({
      code: 'TRTEXEC_MISSING',
      message: expect.stringContaining('libnvinfer.so.10'),
      wayOut: expect.stringContaining('LD_LIBRARY_PATH'),
    })
  })

  it('takes no other program for it', async () => {
    await expect(openTrtexec(program('echo usage: polygraphy'))).rejects.toMatchObject({
      code: 'TRTEXEC_MISSING',
      message: expect.stringContaining('usage: polygraphy'),
    })
  })

  it('gives the same reasons as the doctor', async () => {
    const surroundings = { platform: 'linux' as const, environment: { PATH: '/bin' } }
    for (const setting of ['/no/such/trtexec', program('echo hello'), program('exit 0'), '/dev/null']) {
      const { state, found, wayOut } = await checkTrtexec(setting, surroundings)
      expect(state).not.toBe('ok')
      await expect(openTrtexec(setting, surroundings)).rejects.toMatchObject({
        message: expect.stringContaining(found),
        wayOut,
      })
    }
  })
})

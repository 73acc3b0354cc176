import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = resolve(import.meta.dirname, '../..')
const hasElectron = existsSync(resolve(ROOT, 'node_modules/electron/path.txt'))

describe.skipIf(hasElectron)("`npm start` without Electron's binary (it is here)", () => {
  it('says plainly what is missing, and offers the workbench in a browser', () => {
    // A mirror that answers nothing stands for a machine without a connection.
    const env = { ...process.env, ELECTRON_MIRROR: 'http://127.0.0.1:1/', electron_config_cache: '/nowhere' }
    const { status, stdout, stderr } = spawnSync(process.execPath, [resolve(ROOT, 'scripts/start.mjs')], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env,
    })
    expect(status).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toContain('is not here and could not be fetched')
    expect(stderr).toContain('bin/quantbench serve')
    expect(stderr).not.toMatch(/^\s+at /m)
  })
})

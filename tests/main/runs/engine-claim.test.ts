import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { claimEngine } from '../../../src/main/runs/engine-claim.ts'

const CLAIM = new URL('../../../src/main/runs/engine-claim.ts', import.meta.url)

function home(): string {
  return mkdtempSync(join(tmpdir(), 'quantbench-claim-'))
}

/** Another process that claims a home folder and waits to be killed. */
async function otherEngine(folder: string) {
  const script = `const { claimEngine } = await import(${JSON.stringify(CLAIM.href)})
    claimEngine(${JSON.stringify(folder)}).announce(4321)
    console.log('claimed'); setInterval(() => 0, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return child
}

describe('claimEngine', () => {
  it('lets one engine have a home folder at a time', () => {
    const folder = home()
    const first = claimEngine(folder)
    expect(() => claimEngine(folder)).toThrow(expect.objectContaining({ code: 'ENGINE_RUNNING' }))
    first.release()
    claimEngine(folder).release()
  })

  it('names the other engine, and comes free when that is killed', async () => {
    const folder = home()
    const child = await otherEngine(folder)
    expect(() => claimEngine(folder)).toThrow(
      expect.objectContaining({
        code: 'ENGINE_RUNNING',
        message: expect.stringContaining(`process ${child.pid}, port 4321`),
      }),
    )
    child.kill('SIGKILL')
    await once(child, 'exit')
    claimEngine(folder).release()
  })
})

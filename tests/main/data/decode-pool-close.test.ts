import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { useTinyWorkspace } from '../../support/tiny-workspace.ts'

const workspace = useTinyWorkspace(400)

/** Interrupts an evaluation in a process of its own so many milliseconds after its first image. */
async function interrupted(after: number): Promise<{ status: unknown; stderr: string }> {
  const start = resolve(import.meta.dirname, '../../../src/main/cli/start.ts')
  const child = spawn(process.execPath, [
    start,
    'eval',
    workspace.model,
    '--data',
    workspace.data,
    '--home',
    workspace.home,
  ])
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => {
    if (stderr === '') setTimeout(() => child.kill('SIGINT'), after)
    stderr += chunk.toString()
  })
  child.stdout.resume()
  const [status] = await once(child, 'exit')
  return { status, stderr }
}

describe('a command that is interrupted while images are decoded', () => {
  it.each([0, 40, 80, 120, 160])(
    'ends by itself with its last line and status 130, %i ms later',
    async (after) => {
      const { status, stderr } = await interrupted(after)
      // An evaluation that was faster than the signal is done.
      if (status === 0) return
      expect(stderr.trim().split('\n').at(-1)).toMatch(/^CANCELLED: /)
      expect(status).toBe(130)
    },
  )
})

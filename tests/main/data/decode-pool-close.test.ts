import { execFile } from 'node:child_process'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { useTinyWorkspace } from '../../support/tiny-workspace.ts'

const workspace = useTinyWorkspace(1)

describe('closing a pool', () => {
  it('comes back although an answer was waiting: the process does not end before', async () => {
    const fixture = resolve(import.meta.dirname, 'fixtures/close-with-answer.ts')
    const image = join(workspace.data, 'val2017', '0001.png')
    // A process that ends over an unsettled await has status 13, which rejects here.
    const { stdout } = await promisify(execFile)(process.execPath, [fixture, image])
    expect(stdout).toBe('closed\n')
  })
})

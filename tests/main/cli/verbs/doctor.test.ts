import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { runCommand } from '../../../support/command-line.ts'
import { addRun, temporaryStore } from '../../runs/temporary-store.ts'

function temporaryHome(): string {
  const folder = mkdtempSync(join(tmpdir(), 'quantbench-doctor-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

describe('quantbench doctor', () => {
  it('prints a line a check, with what to do', async () => {
    const home = temporaryHome()
    const { status, stdout } = await runCommand('doctor', '--home', home)
    expect(status).toBe(0)
    expect(stdout).toMatch(/^✓ Quantbench +\d/m)
    expect(stdout).toMatch(/^✓ ONNX Runtime +onnxruntime-node \d/m)
    expect(stdout).toMatch(/\d+ fine, \d+ with a warning \(!\), \d+ missing \(–\)\.\n$/)
    // It looks, and makes nothing.
    expect(readdirSync(home)).toEqual([])
  })

  it('gives the document, with the runs of the store', async () => {
    const store = temporaryStore()
    addRun(store, {})
    const { status, stdout } = await runCommand('doctor', '--home', store.home, '--json')
    expect(status).toBe(0)
    const { checks, onnxruntime, providers } = JSON.parse(stdout)
    expect(onnxruntime).toMatch(/^\d/)
    expect(providers).toContain('cpu')
    expect(checks).toContainEqual(
      expect.objectContaining({ id: 'store', state: 'ok', found: expect.stringMatching(/^1 runs, /) }),
    )
  })

  it('looks at the trtexec that is named', async () => {
    const { stdout } = await runCommand('doctor', '--home', temporaryHome(), '--trtexec', '/nowhere/trtexec')
    expect(stdout).toMatch(/– trtexec +\/nowhere\/trtexec \(the setting\) does not exist/)
  })
})

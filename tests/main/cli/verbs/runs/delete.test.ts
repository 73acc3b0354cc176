import { describe, expect, it, onTestFinished } from 'vitest'
import { complaints } from '../../../../support/command-line.ts'
import { quantbench } from '../../run-verbs.ts'
import { mainJobHome } from './home.ts'

describe('quantbench runs delete', () => {
  it('deletes runs and what only they used', async () => {
    const { store, home, quantized, float } = await mainJobHome()
    const { stdout } = await quantbench('runs delete --yes --json', quantized, '--home', home)
    expect(JSON.parse(stdout)).toMatchObject({ runs: [quantized], bytesFreed: 7 })
    expect(store.runs.list().runs.map(({ id }) => id)).not.toContain(quantized)
    expect(store.runs.get(float).status).toBe('done')
  })

  it('deletes a whole job where asked', async () => {
    const { store, home, float } = await mainJobHome()
    const { stdout } = await quantbench('runs delete --yes --group', float, '--home', home)
    expect(stdout).toMatch(/^Deleted 3 runs and 1 files/)
    expect(store.runs.list().total).toBe(0)
  })

  it('without a terminal to ask on it wants --yes, and deletes nothing', async () => {
    const { isTTY } = process.stdin
    process.stdin.isTTY = false
    onTestFinished(() => void (process.stdin.isTTY = isTTY))
    const { store, home, float } = await mainJobHome()
    const outcome = await quantbench('runs delete', float, '--home', home)
    expect(outcome).toMatchObject({ status: 2, stdout: '' })
    expect(complaints(outcome)).toEqual([expect.stringMatching(/^USAGE: .*--yes/)])
    expect(store.runs.list().total).toBe(3)
  })

  it('deletes all or none: one unknown id keeps the others', async () => {
    const { store, home, float } = await mainJobHome()
    expect((await quantbench('runs delete --yes', float, 'none', '--home', home)).status).toBe(1)
    expect(store.runs.list().total).toBe(3)
  })

  it('refuses a run that is still running', async () => {
    const { store, home } = await mainJobHome()
    const { id } = store.runs.create({ kind: 'ptq', name: 'busy', argv: [] })
    const outcome = await quantbench('runs delete --yes', id, '--home', home)
    expect(outcome.status).toBe(2)
    expect(complaints(outcome)).toEqual([expect.stringMatching(/^USAGE: .*still running/)])
  })
})

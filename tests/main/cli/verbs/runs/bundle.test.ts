import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openStore } from '../../../../../src/main/runs/store.ts'
import { complaints } from '../../../../support/command-line.ts'
import { temporaryFolder } from '../../../runs/temporary-store.ts'
import { quantbench } from '../../run-verbs.ts'
import { mainJobHome } from './home.ts'

const target = () => join(temporaryFolder(), 'runs.bundle')

describe('quantbench runs export and import', () => {
  it('carry runs to another store', async () => {
    const { home, quantized, float } = await mainJobHome()
    const out = target()
    const exported = await quantbench('runs export --json', quantized, float, '--out', out, '--home', home)
    expect(JSON.parse(exported.stdout)).toEqual({ out, runs: [quantized, float], bytes: statSync(out).size })
    const other = temporaryFolder()
    const imported = await quantbench('runs import --json', out, '--home', other)
    expect(JSON.parse(imported.stdout).runs).toEqual([
      { id: quantized, bundledId: quantized, added: true, name: 'yolo ptq:mse' },
      { id: float, bundledId: float, added: true, name: 'yolo fp32' },
    ])
    using store = openStore(other)
    expect(store.runs.get(quantized).parentId).toBe(float)
    expect(readFileSync(store.artifacts.pathOf(store.artifacts.list(quantized)[0].sha256), 'utf8')).toBe(
      'weights',
    )
    expect((await quantbench('runs import', out, '--home', other)).stdout).toMatch(
      /yolo fp32 +was here already$/m,
    )
  })

  it('takes a whole job along, and leaves the models out', async () => {
    const { home, head, float, quantized } = await mainJobHome()
    const out = target()
    const exported = await quantbench(
      'runs export --json --group --without-models',
      head,
      '--out',
      out,
      '--home',
      home,
    )
    expect(JSON.parse(exported.stdout).runs).toEqual([head, float, quantized])
    const other = temporaryFolder()
    expect((await quantbench('runs import', out, '--home', other)).stdout).toMatch(/yolo ptq:mse +added$/m)
    using store = openStore(other)
    expect(store.artifacts.list(quantized)).toEqual([])
  })

  it('bad input ends in one line and leaves no file', async () => {
    const { home, float } = await mainJobHome()
    const out = target()
    const unknown = await quantbench('runs export none --out', out, '--home', home)
    expect(complaints(unknown)).toEqual([expect.stringMatching(/^RUN_NOT_FOUND: /)])
    expect(existsSync(out)).toBe(false)
    expect((await quantbench('runs export', float, '--home', home)).status).toBe(2)
    writeFileSync(out, 'no bundle')
    const broken = await quantbench('runs import --json', out, '--home', home)
    expect(broken).toMatchObject({ status: 1, stdout: '' })
    expect(complaints(broken)).toEqual([expect.stringMatching(/^BUNDLE_INVALID: /)])
    const missing = await quantbench('runs import', `${out}.none`, '--home', home)
    expect(complaints(missing)).toEqual([expect.stringMatching(/^FILE_NOT_FOUND: /)])
  })
})

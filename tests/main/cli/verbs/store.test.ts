import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { artifactFile, backupsFolder, databaseFile } from '../../../../src/main/runs/layout.ts'
import { deleteRuns } from '../../../../src/main/runs/deletion.ts'
import { complaints } from '../../../support/command-line.ts'
import {
  addArtifact,
  addRun,
  addStrayFile,
  addUpload,
  temporaryFolder,
  temporaryStore,
} from '../../runs/temporary-store.ts'
import { quantbench } from '../run-verbs.ts'

describe('quantbench store check', () => {
  it('says that nothing is wrong', async () => {
    const store = temporaryStore()
    await addArtifact(store, addRun(store), 'artifact')
    const outcome = await quantbench('store check --home', store.home)
    expect(outcome).toMatchObject({
      status: 0,
      stdout: `${store.home}: 1 run, 1 artifact (0.00 MB). Nothing is wrong.\n`,
    })
    const { stdout } = await quantbench('store check --json --home', store.home)
    expect(JSON.parse(stdout)).toEqual({
      ...{ home: store.home, ok: true, problems: [], runs: 1, artifacts: 1, artifactBytes: 8 },
    })
  })

  it('lists each finding with the way out, and fails', async () => {
    const store = temporaryStore()
    const stray = addStrayFile(store)
    const untidy = await quantbench('store check --home', store.home)
    expect(untidy.status).toBe(1)
    expect(untidy.stdout).toContain(`stray-file: ${stray} belongs to no run\n  \`quantbench store compact\``)
    expect(complaints(untidy)).toEqual([
      expect.stringMatching(/1 finding in .*, none of them damage\. .*compact/),
    ])
    const hash = await addArtifact(store, addRun(store), 'artifact')
    rmSync(artifactFile(store.home, hash))
    const damaged = await quantbench('store check --json --home', store.home)
    expect(damaged.status).toBe(1)
    const document = JSON.parse(damaged.stdout)
    expect(document.ok).toBe(false)
    expect(document.problems).toMatchObject([
      { kind: 'artifact-missing', damage: true },
      { kind: 'stray-file', damage: false },
    ])
    expect(complaints(damaged)).toEqual([
      expect.stringMatching(/^STORE_FINDINGS: 2 findings in .*, 1 of them damage/),
    ])
  })

  it('tells of a database that is none, and of a store that is not there', async () => {
    const home = temporaryFolder()
    const missing = await quantbench('store check --home', home)
    expect(complaints(missing)).toEqual([expect.stringMatching(/^STORE_UNAVAILABLE: .*does not exist/)])
    expect(readdirSync(home)).toEqual([])
    writeFileSync(databaseFile(home), 'no database'.repeat(500))
    const broken = await quantbench('store check --json --home', home)
    expect(broken.status).toBe(1)
    expect(JSON.parse(broken.stdout).problems).toMatchObject([{ kind: 'database', damage: true }])
  })
})

describe('quantbench store backup', () => {
  it('makes a home of its own, below backups or where asked', async () => {
    const store = temporaryStore()
    const id = addRun(store, { name: 'saved' })
    await addArtifact(store, id, 'artifact')
    const { stdout } = await quantbench('store backup --json --home', store.home)
    const made = JSON.parse(stdout)
    expect(made).toMatchObject({ runs: 1, artifacts: 1, bytes: statSync(databaseFile(made.path)).size + 8 })
    expect(join(made.path, '..')).toBe(backupsFolder(store.home))
    const out = join(temporaryFolder(), 'copy')
    const text = await quantbench('store backup --out', out, '--home', store.home)
    expect(text.stdout).toMatch(
      /copy: 1 run, 1 artifact, \d\.\d\d MB, verified\. --home .*copy opens it\.\n$/,
    )
    for (const home of [made.path, out]) {
      expect((await quantbench('runs list --home', home)).stdout).toContain('saved')
      expect((await quantbench('store check --home', home)).status).toBe(0)
    }
  })

  it('refuses a folder that holds files, and a store that is not there', async () => {
    const store = temporaryStore()
    const used = temporaryFolder()
    writeFileSync(join(used, 'photo.jpg'), '')
    const outcome = await quantbench('store backup --out', used, '--home', store.home)
    expect(outcome.status).toBe(2)
    expect(complaints(outcome)).toEqual([expect.stringMatching(/^USAGE: .*holds files/)])
    const home = join(temporaryFolder(), 'none')
    const missing = await quantbench('store backup --home', home)
    expect(complaints(missing)).toEqual([expect.stringMatching(/^STORE_UNAVAILABLE: /)])
    expect(existsSync(home)).toBe(false)
  })
})

describe('quantbench store compact', () => {
  it('says how much it freed', async () => {
    const store = temporaryStore()
    const stray = addStrayFile(store)
    addUpload(store.home, '00112233445566ff', 2)
    deleteRuns(store.database, store.home, [addRun(store, { notes: 'x'.repeat(2_000_000) })])
    store.close()
    const { status, stdout } = await quantbench('store compact --json --home', store.home)
    const freed = JSON.parse(stdout)
    expect(status).toBe(0)
    expect(freed).toMatchObject({ strayFiles: 5, leftovers: 0, uploads: 7, uploadsRemoved: 1 })
    expect(freed.bytesFreed).toBe(12 + freed.database)
    expect(freed.database).toBeGreaterThan(1_000_000)
    expect(existsSync(stray)).toBe(false)
    expect((await quantbench('store compact --home', store.home)).stdout).toMatch(
      /^0\.00 MB freed: stray files.*, 0 uploads 0\.00 MB, database/,
    )
  })

  it('makes no store where there is none', async () => {
    const home = temporaryFolder()
    const outcome = await quantbench('store compact --home', home)
    expect(complaints(outcome)).toEqual([expect.stringMatching(/^STORE_UNAVAILABLE: /)])
    expect(readdirSync(home)).toEqual([])
  })
})

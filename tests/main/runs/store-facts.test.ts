import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { databaseFile } from '../../../src/main/runs/layout.ts'
import { storeFacts } from '../../../src/main/runs/store-facts.ts'
import { addRun, temporaryFolder, temporaryStore } from './temporary-store.ts'

describe('storeFacts', () => {
  it('tells of a store, while it is in use', () => {
    const store = temporaryStore()
    addRun(store, {})
    const facts = storeFacts(store.home)
    expect(facts).toMatchObject({ home: store.home, exists: true, writable: true, runs: 1, problem: null })
    expect(facts.sizeBytes).toBeGreaterThan(4096)
    expect(facts.sqliteVersion).toMatch(/^3\.\d+/)
  })

  it('makes nothing where there is none', () => {
    const folder = temporaryFolder()
    const home = join(folder, 'a', 'b')
    expect(storeFacts(home)).toMatchObject({ exists: false, writable: true, runs: null, problem: null })
    expect(readdirSync(folder)).toEqual([])
  })

  it('says what is wrong with a database, and where no folder can be', () => {
    const home = temporaryFolder()
    writeFileSync(databaseFile(home), 'no database at all, but long enough to be looked at')
    expect(storeFacts(home)).toMatchObject({
      exists: true,
      runs: null,
      problem: { message: expect.stringMatching(/\w/) },
    })
    const file = join(home, 'file')
    writeFileSync(file, '')
    expect(storeFacts(join(file, 'home'))).toMatchObject({ exists: false, writable: false })
  })

  const root = process.getuid?.() === 0
  it.skipIf(root)(`sees that it may not write${root ? ' [skipped: root may]' : ''}`, () => {
    const home = join(temporaryFolder(), 'closed')
    mkdirSync(home)
    chmodSync(home, 0o500)
    expect(storeFacts(home)).toMatchObject({ writable: false })
  })
})

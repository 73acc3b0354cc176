import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkHome } from '../../../src/main/runs/check.ts'
import { databaseFile } from '../../../src/main/runs/layout.ts'
import { openStore } from '../../../src/main/runs/store.ts'
import { addRun, temporaryFolder } from './temporary-store.ts'

/** A database of more than 16 MB, most of it curves. */
function largeStore(): string {
  const home = temporaryFolder()
  const store = openStore(home)
  store.write(() => {
    for (let run = 0; run < 100; run++) {
      const id = addRun(store, { name: `needle of run ${run}` })
      const y = Float64Array.from({ length: 12_000 }, (_, index) => index / (run + 1))
      store.curves.put(id, [{ kind: 'pr', name: 'all', x: y, y }])
    }
  })
  store.close()
  return home
}

/** Overwrites the header of the page that holds some text. */
function damagePageWith(home: string, text: string | Uint8Array): void {
  const bytes = readFileSync(databaseFile(home))
  const at = bytes.indexOf(text)
  expect(at).toBeGreaterThan(0)
  const page = at - (at % 4096)
  bytes.fill(0xee, page, page + 64)
  writeFileSync(databaseFile(home), bytes)
}

describe('the check when a large store is opened', () => {
  it('finds damage in what everything hangs on', () => {
    const home = largeStore()
    expect(readFileSync(databaseFile(home)).length).toBeGreaterThan(16 << 20)
    openStore(home).close()
    damagePageWith(home, 'needle of run 50')
    expect(() => openStore(home)).toThrow(expect.objectContaining({ code: 'STORE_CORRUPT' }))
  })

  it('leaves the rest to the whole check, which finds it', async () => {
    const home = largeStore()
    // The page of the table curves that says which run a curve belongs to.
    damagePageWith(home, 'prall')
    openStore(home).close()
    const { problems } = await checkHome(home)
    expect(problems.map(({ kind }) => kind)).toContain('database')
  })
})

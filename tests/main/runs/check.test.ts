import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import type { Progress } from '../../../src/main/base/progress.ts'
import { checkHome, checkStore } from '../../../src/main/runs/check.ts'
import { artifactFile, databaseFile, stagingFolder } from '../../../src/main/runs/layout.ts'
import { openStore } from '../../../src/main/runs/store.ts'
import { isDamage } from '../../../src/main/runs/store-findings.ts'
import { stage } from '../../../src/main/runs/staging.ts'
import { temporaryName } from '../../../src/main/runs/temporary-name.ts'
import { addArtifact, addRun, addStrayFile, temporaryFolder, temporaryStore } from './temporary-store.ts'

const gone = { pid: spawnSync(process.execPath, ['-e', '']).pid, start: 'gone' }

describe('checkStore', () => {
  it('finds a good store good, and counts', async () => {
    const store = temporaryStore()
    await addArtifact(store, addRun(store), 'twelve bytes')
    const steps: Progress[] = []
    const report = await checkStore(store, { onProgress: (step) => steps.push(step) })
    expect(report).toEqual({ problems: [], runs: 1, artifacts: 1, artifactBytes: 12 })
    expect(steps[0]).toMatchObject({ phase: 'check', label: 'database' })
    expect(steps.at(-1)).toEqual({ phase: 'check', done: 1, total: 1, unit: 'artifacts' })
  })

  it('finds missing, damaged and stray files, and broken references', async () => {
    const store = temporaryStore()
    const id = addRun(store)
    const [missing, damaged] = [
      await addArtifact(store, id, 'missing'),
      await addArtifact(store, id, 'damaged'),
    ]
    rmSync(artifactFile(store.home, missing))
    writeFileSync(artifactFile(store.home, damaged), 'dAmaged')
    const stray = addStrayFile(store)
    store.database.execute('PRAGMA foreign_keys = OFF')
    store.database.execute("INSERT INTO run_tags VALUES ('nobody', 'tag'), ('nobody', 'other')")
    store.database.execute('PRAGMA foreign_keys = ON')
    const { problems } = await checkStore(store)
    const messages = Object.fromEntries(problems.map(({ kind, message }) => [kind, message]))
    expect(messages).toEqual({
      'artifact-missing': `${missing} is missing: missing of run ${id}`,
      'artifact-damaged': `${damaged} is damaged: damaged of run ${id}`,
      reference: 'broken references of run_tags to missing rows of runs: 2',
      'stray-file': `${stray} belongs to no run`,
    })
    expect(
      problems
        .filter(isDamage)
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['artifact-damaged', 'artifact-missing', 'reference'])
    for (const { wayOut } of problems) expect(wayOut).toMatch(/\.$/)
  })

  it('finds runs and jobs that say that they go on though their process is gone, and leaves them so', async () => {
    const store = temporaryStore()
    const [mine, lost] = [1, 2].map(() => store.runs.create({ kind: 'qat', name: 'a', argv: [] }).id)
    const owner = { owner_pid: gone.pid, owner_start: gone.start }
    store.database.run(store.database.build.updateTable('runs').set(owner).where('id', '=', lost))
    const job = { kind: 'qat', title: 'a', specification: {}, gpu: false, cpu: 1, resumable: true }
    const jobs = [1, 2, 3].map(() => store.jobs.create(job).id)
    store.jobs.claim({ gpu: 1, cpu: 9 }, gone)
    const { problems } = await checkHome(store.home)
    expect(problems.map(({ kind, message }) => [kind, message.split(' ')[1]])).toEqual([
      ['run-abandoned', lost],
      ['job-abandoned', jobs[0]],
    ])
    expect(problems.some(isDamage)).toBe(false)
    expect([mine, lost].map((id) => store.runs.get(id).status)).toEqual(['running', 'running'])
  })

  it('finds what a killed process left unfinished, and not what a living one is at work on', async () => {
    const store = temporaryStore()
    await stage(store.home, [Buffer.from('at work')])
    writeFileSync(`${stagingFolder(store.home)}/${temporaryName(gone)}`, 'left')
    const { problems } = await checkStore(store)
    expect(problems).toMatchObject([{ kind: 'leftover' }])
  })

  it('stops when it is cancelled', async () => {
    const store = temporaryStore()
    await addArtifact(store, addRun(store), 'x')
    await expect(checkStore(store, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'CANCELLED',
    })
  })
})

describe('checkHome', () => {
  it('says what is damaged in a database that can no longer be opened for work', async () => {
    const home = temporaryFolder()
    const store = openStore(home)
    for (let run = 0; run < 60; run++) addRun(store, { notes: 'x'.repeat(500) })
    store.close()
    const good = readFileSync(databaseFile(home))
    const cases = [
      (bytes: Buffer) => bytes.fill(0xaa, bytes.length - 3 * 4096, bytes.length - 4096),
      (bytes: Buffer) => bytes.subarray(0, 20_000),
      (bytes: Buffer) => bytes.fill('no database '),
    ]
    for (const damage of cases) {
      writeFileSync(databaseFile(home), damage(Buffer.from(good)))
      expect(() => openStore(home)).toThrow(expect.objectContaining({ code: 'STORE_CORRUPT' }))
      const { problems } = await checkHome(home)
      expect(problems.filter(({ kind }) => kind === 'database').length).toBeGreaterThan(0)
      expect(problems[0].wayOut).toContain('backup')
    }
  })

  it('makes no store where there is none', async () => {
    await expect(checkHome(temporaryFolder())).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  })
})

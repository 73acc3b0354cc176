import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../../../src/main/base/files.ts'
import { isPlainFileName } from '../../../src/main/runs/artifact-store.ts'
import { artifactFile, stagingFolder } from '../../../src/main/runs/layout.ts'
import { addRun, temporaryFolder, temporaryStore } from './temporary-store.ts'

function staged(home: string): string[] {
  return existsSync(stagingFolder(home)) ? readdirSync(stagingFolder(home)) : []
}

describe('ArtifactStore', () => {
  it('keeps a file under its hash, once for all runs', async () => {
    const store = temporaryStore()
    const [one, two] = [addRun(store), addRun(store)]
    const content = Buffer.alloc(3_000_000, 'weights')
    const source = join(temporaryFolder(), 'model.onnx')
    writeFileSync(source, content)
    const kept = await store.artifacts.putFile(
      { runId: one, role: 'output', name: 'a.onnx', kind: 'model' },
      source,
    )
    const again = await store.artifacts.putBytes(
      { runId: two, role: 'output', name: 'b.onnx', kind: 'model' },
      content,
    )
    expect(kept).toMatchObject({ runId: one, role: 'output', name: 'a.onnx', kind: 'model', size: 3_000_000 })
    expect(kept.sha256).toBe(createHash('sha256').update(content).digest('hex'))
    expect(again.sha256).toBe(kept.sha256)
    const path = store.artifacts.pathOf(kept.sha256)
    expect(path).toBe(join(store.home, 'artifacts', kept.sha256.slice(0, 2), kept.sha256))
    expect(readFileSync(path).equals(content)).toBe(true)
    expect(staged(store.home)).toEqual([])
  })

  it('lists and finds by role', async () => {
    const store = temporaryStore()
    const runId = addRun(store)
    await store.artifacts.putBytes({ runId, role: 'table', name: 'table.json', kind: 'json' }, '{}')
    await store.artifacts.putBytes({ runId, role: 'log', name: 'log.txt', kind: 'text' }, 'ünicode')
    expect(store.artifacts.list(runId).map(({ role }) => role)).toEqual(['log', 'table'])
    expect(store.artifacts.find(runId, 'log')).toMatchObject({
      name: 'log.txt',
      size: 8,
      sha256: sha256('ünicode'),
    })
    expect(store.artifacts.find(runId, 'none')).toBeUndefined()
  })

  it('drops content that nothing refers to after a replacement', async () => {
    const store = temporaryStore()
    const runId = addRun(store)
    const link = { runId, role: 'checkpoint', name: 'last.bin', kind: 'checkpoint' }
    const first = await store.artifacts.putBytes(link, 'step 1')
    const second = await store.artifacts.putBytes(link, 'step 2')
    expect(store.artifacts.list(runId)).toEqual([second])
    expect(existsSync(artifactFile(store.home, first.sha256))).toBe(false)
    expect((await store.artifacts.putBytes(link, 'step 2')).sha256).toBe(second.sha256)
    expect(await store.artifacts.verify(second.sha256)).toBe('intact')
  })

  it('tells intact, damaged and missing apart, and heals by storing again', async () => {
    const store = temporaryStore()
    const link = { runId: addRun(store), role: 'output', name: 'x', kind: 'model' }
    const { sha256: hash } = await store.artifacts.putBytes(link, 'content')
    expect(await store.artifacts.verify(hash)).toBe('intact')
    writeFileSync(artifactFile(store.home, hash), 'c0ntent')
    expect(await store.artifacts.verify(hash)).toBe('damaged')
    await store.artifacts.putBytes(link, 'content')
    expect(await store.artifacts.verify(hash)).toBe('intact')
    rmSync(artifactFile(store.home, hash))
    expect(await store.artifacts.verify(hash)).toBe('missing')
    expect(() => store.artifacts.pathOf(hash)).toThrow(expect.objectContaining({ code: 'STORE_CORRUPT' }))
  })

  it('leaves nothing behind when the source or the run is missing, or the name is a path', async () => {
    const store = temporaryStore()
    const runId = addRun(store)
    const link = { runId, role: 'output', name: 'x', kind: 'model' }
    await expect(store.artifacts.putFile(link, '/no/such/file')).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    })
    await expect(store.artifacts.putFile(link, '/tmp')).rejects.toMatchObject({ code: 'FILE_UNREADABLE' })
    await expect(store.artifacts.putBytes({ ...link, runId: 'nope' }, 'x')).rejects.toMatchObject({
      code: 'RUN_NOT_FOUND',
    })
    await expect(store.artifacts.putBytes({ ...link, name: '../x' }, 'x')).rejects.toMatchObject({
      code: 'USAGE',
    })
    expect(staged(store.home)).toEqual([])
    expect(store.artifacts.list(runId)).toEqual([])
  })

  it('does not keep the file when its rows cannot be written', async () => {
    const store = temporaryStore()
    const link = { runId: addRun(store), role: '', name: 'x', kind: 'model' }
    await expect(store.artifacts.putBytes(link, 'content')).rejects.toThrow(/CHECK/)
    expect(existsSync(artifactFile(store.home, sha256('content')))).toBe(false)
  })
})

it('isPlainFileName refuses whatever could leave a folder', () => {
  for (const name of ['model.onnx', 'a b', '..a', '日本.json']) expect(isPlainFileName(name), name).toBe(true)
  for (const name of ['', '.', '..', 'a/b', 'a\\b', 'C:x', 'a\0b', 'a\nb', 'x'.repeat(256)]) {
    expect(isPlainFileName(name), JSON.stringify(name)).toBe(false)
  }
})

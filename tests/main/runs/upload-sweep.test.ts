import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../../../src/main/base/files.ts'
import { uploadsFolder } from '../../../src/main/runs/layout.ts'
import { deleteRuns } from '../../../src/main/runs/deletion.ts'
import type { Store } from '../../../src/main/runs/store.ts'
import { sweepUploads } from '../../../src/main/runs/upload-sweep.ts'
import { addRun, addUpload, temporaryStore } from './temporary-store.ts'

const [NAME, OTHER] = ['00112233445566ff', 'ff00112233445566']

/** Puts the model of an upload into the list of models, as opening it does. */
function open(store: Store, path: string): string {
  const hash = sha256(path)
  store.models.register({ sha256: hash, path, size: 7, name: 'm', pinned: true })
  return hash
}

describe('sweepUploads', () => {
  it('removes what was handed over a day ago and nothing mentions, and tells how much that was', () => {
    const store = temporaryStore()
    const { home } = store
    const [old, fresh] = [addUpload(home, NAME, 1.1), addUpload(home, OTHER, 0.9)]
    expect(sweepUploads(store)).toEqual({ count: 1, bytes: 7 })
    expect([old, fresh].map((path) => existsSync(path))).toEqual([false, true])
    expect(readdirSync(uploadsFolder(home))).toEqual([OTHER])
  })

  it('leaves what is no upload, and finds none where there is no folder', () => {
    const store = temporaryStore()
    const { home } = store
    expect(sweepUploads(store)).toEqual({ count: 0, bytes: 0 })
    addUpload(home, 'mine', 100)
    expect(sweepUploads(store)).toEqual({ count: 0, bytes: 0 })
  })

  it.each<[string, (store: Store, path: string) => unknown]>([
    ['the command line of a run', (store, path) => addRun(store, { argv: ['eval', path] })],
    ['the parameters of a run', (store, path) => addRun(store, { parameters: { parent: path } })],
    ['the model of a run', (store, path) => addRun(store, { modelSha256: open(store, path) })],
    [
      'the dataset of a run',
      (store, path) => {
        const { id } = store.datasets.register({
          ...{ name: 'd', root: '/data', images: 1, annotations: path },
          listSha256: sha256('d'),
        })
        addRun(store, { datasets: [{ id, role: 'evaluation' }] })
      },
    ],
    [
      'a job',
      ({ jobs }, path) =>
        jobs.create({
          ...{ kind: 'eval', title: 'E', specification: { argv: ['eval', path] } },
          ...{ gpu: false, cpu: 1, resumable: true },
        }),
    ],
    [
      'a saved experiment',
      ({ home }, path) => writeFileSync(join(home, 'recipes.json'), JSON.stringify([{ model: path }])),
    ],
  ])('keeps, however old, what is mentioned by %s', (_, mention) => {
    const store = temporaryStore()
    const { home } = store
    const [path, other] = [addUpload(home, NAME, 400), addUpload(home, OTHER, 400)]
    mention(store, path)
    expect(sweepUploads(store).count).toBe(1)
    expect([path, other].map((each) => existsSync(each))).toEqual([true, false])
  })

  it('keeps what was only looked at for a month, and then takes it off the list of models', () => {
    const store = temporaryStore()
    const { home } = store
    const path = addUpload(home, NAME, 29)
    const hash = open(store, path)
    expect(sweepUploads(store).count).toBe(0)
    addUpload(home, NAME, 31)
    const away = open(store, '/elsewhere/m.onnx')
    expect(sweepUploads(store).count).toBe(1)
    expect(store.models.list().map(({ sha256: left }) => left)).toEqual([away])
    expect(hash).not.toBe(away)
  })

  it('keeps folders that are open for showing as long, and no longer', () => {
    const store = temporaryStore()
    const { home } = store
    const path = addUpload(home, NAME, 2)
    writeFileSync(join(home, 'roots.json'), JSON.stringify([join(uploadsFolder(home), NAME)]))
    expect(sweepUploads(store).count).toBe(0)
    addUpload(home, NAME, 31)
    expect(sweepUploads(store).count).toBe(1)
    expect(existsSync(path)).toBe(false)
  })

  it('lets go of what the last run that mentioned it took along', () => {
    const store = temporaryStore()
    const { home } = store
    const run = addRun(store, { argv: ['eval', addUpload(home, NAME, 2)] })
    expect(sweepUploads(store).count).toBe(0)
    deleteRuns(store.database, home, [run])
    expect(sweepUploads(store).count).toBe(1)
  })

  it('is not misled by a folder that is named like a file', () => {
    const store = temporaryStore()
    const { home } = store
    mkdirSync(join(home, 'odd.json'))
    addUpload(home, NAME, 2)
    expect(sweepUploads(store).count).toBe(1)
  })
})

import { describe, expect, it } from 'vitest'
import { engineFilesOf, engineModelOf } from '../../../src/main/api/engine-files-of.ts'
import { artifactFile } from '../../../src/main/runs/layout.ts'
import type { Store } from '../../../src/main/runs/store.ts'
import { addModel, addRun, temporaryStore } from '../runs/temporary-store.ts'

async function keep(store: Store, runId: string, role: string): Promise<string> {
  const link = { runId, role, name: `${role}.json`, kind: 'json' }
  return artifactFile(store.home, (await store.artifacts.putBytes(link, role)).sha256)
}

describe('engineFilesOf', () => {
  it('leaves files as they were named', () => {
    const files = { layers: '/e/layers.json', profile: '/e/profile.json' }
    expect(engineFilesOf(temporaryStore(), files)).toEqual(files)
  })

  it('finds what a run kept, with or without times', async () => {
    const store = temporaryStore()
    const run = addRun(store, { kind: 'engine' })
    const layers = await keep(store, run, 'layers')
    expect(engineFilesOf(store, { run })).toEqual({ layers })
    const profile = await keep(store, run, 'profile')
    expect(engineFilesOf(store, { run })).toEqual({ layers, profile })
  })

  it('refuses runs without layers, and runs that are not there', () => {
    const store = temporaryStore()
    const run = addRun(store, { name: 'tiny in FP16' })
    expect(() => engineFilesOf(store, { run })).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.stringContaining('tiny in FP16') }),
    )
    expect(() => engineFilesOf(store, { run: 'none' })).toThrow(
      expect.objectContaining({ code: 'RUN_NOT_FOUND' }),
    )
  })
})

describe('engineModelOf', () => {
  it('is the copy that the engine was built from, else the file of the run', async () => {
    const store = temporaryStore()
    const modelSha256 = addModel(store, 'tiny')
    const run = addRun(store, { kind: 'engine', modelSha256 })
    expect(engineModelOf(store, { run })).toEqual({ path: '/models/tiny.onnx', sha256: modelSha256 })
    const path = await keep(store, run, 'built-from')
    expect(engineModelOf(store, { run })?.path).toBe(path)
  })

  it('is not known of files', () => {
    expect(engineModelOf(temporaryStore(), { layers: '/e/layers.json' })).toBeNull()
    expect(engineModelOf(temporaryStore(), undefined)).toBeNull()
  })
})

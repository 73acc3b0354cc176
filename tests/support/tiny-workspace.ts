import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { writeTinyDataset, writeTinyDetector } from './tiny-detector.ts'

/** A folder with the tiny detector, its dataset, and a home for runs. */
export interface TinyWorkspace {
  folder: string
  model: string
  data: string
  home: string
}

/** Makes a workspace for the tests of a file, and removes it after them. */
export function useTinyWorkspace(images = 6): TinyWorkspace {
  const workspace = { folder: '', model: '', data: '', home: '' }
  beforeAll(async () => {
    workspace.folder = mkdtempSync(join(tmpdir(), 'quantbench-tiny-'))
    workspace.data = join(workspace.folder, 'data')
    workspace.home = join(workspace.folder, 'home')
    workspace.model = writeTinyDetector(workspace.folder)
    await writeTinyDataset(workspace.data, images)
  })
  afterAll(() => rmSync(workspace.folder, { recursive: true, force: true }))
  return workspace
}

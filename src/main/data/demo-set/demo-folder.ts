import { existsSync, readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileError, QuantbenchError } from '../../base/errors.ts'
import { isFolder } from '../image-folder.ts'
import { imageName } from './annotations.ts'
import type { DemoSplit } from './scene.ts'

/** How many images of each split. */
export type SplitCounts = Readonly<Record<DemoSplit, number>>

export const SPLITS: readonly DemoSplit[] = ['train2017', 'val2017']

export function annotationFile(folder: string, split: DemoSplit): string {
  return join(folder, 'annotations', `instances_${split}.json`)
}

export function imageFile(folder: string, split: DemoSplit, index: number): string {
  return join(folder, split, imageName(split, index))
}

/** Names of what lies in the folder of a split's images. */
export function presentImages(folder: string, split: DemoSplit): Set<string> {
  const images = join(folder, split)
  try {
    return new Set(isFolder(images) ? readdirSync(images) : [])
  } catch (error) {
    throw fileError(error, images, 'read')
  }
}

/** Throws DATASET_INVALID where there is already what a demo set would overwrite. */
export function refuseForeign(folder: string): void {
  const found = [...SPLITS, 'annotations'].find((name) => existsSync(join(folder, name)))
  if (found === undefined) return
  throw new QuantbenchError(
    'DATASET_INVALID',
    `${folder}: expected a folder for the demo set, got one with another dataset in it ("${found}")`,
    { wayOut: 'Choose an empty folder, or one that does not exist yet.' },
  )
}

/** Removes images and annotations. Throws FILE_UNWRITABLE. */
export async function clearDemoFolder(folder: string): Promise<void> {
  for (const name of [...SPLITS, 'annotations']) await remove(join(folder, name))
}

/** Removes the images after the first `count` of a split. Throws FILE_UNWRITABLE. */
export async function removeSurplus(folder: string, split: DemoSplit, count: number): Promise<void> {
  const end = imageName(split, count)
  for (const name of presentImages(folder, split)) {
    if (/^\d{12}\.png$/.test(name) && name >= end) await remove(join(folder, split, name))
  }
}

async function remove(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true })
  } catch (error) {
    throw fileError(error, path, 'write')
  }
}

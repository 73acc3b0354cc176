import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileError, systemCodeOf } from '../../base/errors.ts'
import { sha256File, writeAtomically } from '../../base/files.ts'
import { isFile } from '../image-folder.ts'
import { imageName } from './annotations.ts'
import { annotationFile, presentImages, SPLITS, type SplitCounts } from './demo-folder.ts'

/** Counted up with every change of what is rendered, so that older sets are made anew. */
const VERSION = 1

/** Not *.json, which would be taken for annotations. */
const NAME = 'demo-set.manifest'

/**
 * What is in the folder: nothing of ours, images of this generation (version and seed), or something older or
 * damaged.
 */
export type Generation = 'none' | 'same' | 'other'

export function manifestFile(folder: string): string {
  return join(folder, NAME)
}

/** Tells whose images lie in the folder. Throws FILE_UNREADABLE. */
export function generationIn(folder: string, seed: number): Generation {
  const text = readManifest(folder)
  if (text === undefined) return 'none'
  return text.startsWith(openingOf(seed)) ? 'same' : 'other'
}

/** Whether all of the set is there: the manifest says so, the annotations are its own, no image is missing. */
export async function isWhole(folder: string, seed: number, counts: SplitCounts): Promise<boolean> {
  const text = readManifest(folder)
  if (text === undefined || !SPLITS.every((split) => isFile(annotationFile(folder, split)))) return false
  if (text !== (await finished(folder, seed, counts))) return false
  return SPLITS.every((split) => {
    const present = presentImages(folder, split)
    return Array.from({ length: counts[split] }, (_, index) => imageName(split, index)).every((name) =>
      present.has(name),
    )
  })
}

/** Notes whose images these are, before the first is written. Throws DISK_FULL or FILE_UNWRITABLE. */
export async function markStarted(folder: string, seed: number): Promise<void> {
  await writeAtomically(manifestFile(folder), `${openingOf(seed)}null}\n`)
}

/** Notes that the set is whole. Throws DISK_FULL or FILE_UNWRITABLE. */
export async function markFinished(folder: string, seed: number, counts: SplitCounts): Promise<void> {
  await writeAtomically(manifestFile(folder), await finished(folder, seed, counts))
}

/** How every manifest of this generation begins; the splits follow, null until all are there. */
function openingOf(seed: number): string {
  return `{"version":${VERSION},"seed":${seed},"splits":`
}

async function finished(folder: string, seed: number, counts: SplitCounts): Promise<string> {
  const splits = await Promise.all(
    SPLITS.map(async (split) => {
      return [split, { images: counts[split], annotations: await sha256File(annotationFile(folder, split)) }]
    }),
  )
  return `${openingOf(seed)}${JSON.stringify(Object.fromEntries(splits))}}\n`
}

function readManifest(folder: string): string | undefined {
  const file = manifestFile(folder)
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const system = systemCodeOf(error)
    if (system === 'ENOENT' || system === 'ENOTDIR') return undefined
    throw fileError(error, file, 'read')
  }
}

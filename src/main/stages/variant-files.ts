import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sha256, writeAtomically } from '../base/files.ts'
import { fileError } from '../base/errors.ts'
import type { Checkpoint } from './checkpoint.ts'
import type { MainJobSpec } from './main-job-spec.ts'
import type { Variant } from './variants.ts'

/** Where a main job keeps what it has done so far, and whether to go on from it. */
export interface MainJobFolder {
  readonly folder: string
  readonly resume: boolean
}

/** Null where a job keeps nothing. */
export function folderOf({
  folder,
  resume = false,
}: Pick<MainJobSpec, 'folder' | 'resume'>): MainJobFolder | null {
  return folder === undefined ? null : { folder, resume }
}

const nameOf = ({ label }: Variant): string => label.replaceAll(/[:@]/g, '-')

/** Where the detections of a variant are kept as they come. */
export function detectionsCheckpoint(
  { folder, resume }: MainJobFolder,
  variant: Variant,
  bytes: Uint8Array,
): Checkpoint {
  return { path: join(folder, `${nameOf(variant)}.detections`), resume, modelSha256: sha256(bytes) }
}

/** Where the training of a variant is kept. */
export function trainingCheckpoint({ folder, resume }: MainJobFolder, variant: Variant) {
  return { path: join(folder, `${nameOf(variant)}.checkpoint`), resume }
}

const modelFile = (folder: string, variant: Variant): string => join(folder, `${nameOf(variant)}.onnx`)

/** Keeps the model of a variant that cannot be made again in no time. Throws DISK_FULL, FILE_UNWRITABLE. */
export async function keepModel(
  { folder }: MainJobFolder,
  variant: Variant,
  bytes: Uint8Array,
): Promise<void> {
  await writeAtomically(modelFile(folder, variant), bytes)
}

/** The model that was kept, or null. Throws FILE_UNREADABLE. */
export function keptModel({ folder, resume }: MainJobFolder, variant: Variant): Uint8Array | null {
  const path = modelFile(folder, variant)
  if (!resume || !existsSync(path)) return null
  try {
    return readFileSync(path)
  } catch (error) {
    throw fileError(error, path, 'read')
  }
}
